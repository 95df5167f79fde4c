import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { AppError, type Component, type Logger } from '@bazaar/kit';
import { z } from 'zod';
import { watchFiles } from '../watch-files.ts';
import { readManifest, type Manifest } from '../operations/manifest.ts';

const partnersSchema = z.array(
  z.object({
    id: z.string().min(1),
    name: z.string().min(1),
    /** SHA-256 of the key, in hex: the file opens no door to who reads it. */
    keyHash: z.string().regex(/^[0-9a-f]{64}$/),
    permissions: z.array(z.string()).default([]),
    mode: z.enum(['allow', 'safelist']).default('allow'),
    /** Apollo manifest, relative to the partners' file. */
    manifest: z.string().optional(),
  }),
);

/** Partners by the hash of their key, from a file that may change while we run. An unreadable change is refused. */
export function createPartners(options: { path?: string; logger: Logger }): Partners {
  const { path, logger } = options;
  let loaded = path === undefined ? none : load(path);
  let stopWatching = () => {};

  function reload(file: string): void {
    try {
      loaded = load(file);
      logger.info({ partners: loaded.byHash.size }, 'partners reloaded');
    } catch (error) {
      logger.error({ err: error }, 'the changed partners are not usable; the old ones stay');
    }
    stopWatching();
    watch(file);
  }

  function watch(file: string): void {
    stopWatching = watchFiles(loaded.files, () => reload(file));
  }

  if (path !== undefined) watch(path);
  return {
    all: () => [...loaded.byHash.values()],
    find(key) {
      const partner = loaded.byHash.get(createHash('sha256').update(key).digest('hex'));
      if (!partner) throw new AppError('UNAUTHENTICATED', 'The API key is not valid.');
      return partner;
    },
    component: {
      name: 'partners',
      stop: async () => stopWatching(),
    },
  };
}

function load(path: string): Loaded {
  const entries = partnersSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  const files = [path];
  const byHash = new Map(
    entries.map(({ keyHash, manifest, ...partner }) => {
      if (manifest === undefined) {
        if (partner.mode === 'safelist')
          throw new Error(`partner ${partner.id} is safelisted without a manifest`);
        return [keyHash, partner];
      }
      const file = resolve(dirname(path), manifest);
      files.push(file);
      return [keyHash, { ...partner, manifest: readManifest(file) }];
    }),
  );
  return { byHash, files };
}

const none: Loaded = { byHash: new Map(), files: [] };

type Loaded = { byHash: ReadonlyMap<string, Partner>; files: readonly string[] };

export type Partner = {
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly string[];
  readonly mode: 'allow' | 'safelist';
  readonly manifest?: Manifest;
};

export type Partners = {
  all(): readonly Partner[];
  /** The partner with that key; throws UNAUTHENTICATED. */
  find(key: string): Partner;
  component: Component;
};
