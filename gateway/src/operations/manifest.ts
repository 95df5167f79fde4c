// Persisted operations: which operation a request means, and whether its sender may run it.
// Nothing here executes, and nothing here looks at the schema.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const manifestSchema = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string().min(1), name: z.string(), body: z.string().min(1) })),
});

/** The operations that a partner or a released front end has registered. */
export type Manifest = {
  readonly operations: readonly PersistedOperation[];
  /** The text of an operation by its id. */
  find(id: string): string | undefined;
  /** Whether this very text is one of the operations. */
  includes(text: string): boolean;
};

export type PersistedOperation = { readonly id: string; readonly name: string; readonly body: string };

export const emptyManifest: Manifest = { operations: [], find: () => undefined, includes: () => false };

export function readManifest(path: string): Manifest {
  return toManifest(JSON.parse(readFileSync(path, 'utf8')));
}

export function toManifest(json: unknown): Manifest {
  const { operations } = manifestSchema.parse(json);
  const byId = new Map(operations.map(({ id, body }) => [id, body]));
  // An id may be anything unique; a text is recognised by its own hash only.
  const hashes = new Set(operations.map(({ body }) => sha256(body)));
  return { operations, find: (id) => byId.get(id), includes: (text) => hashes.has(sha256(text)) };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
