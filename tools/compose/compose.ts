import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { root as checkout, ToolError } from '../lib/workspace.ts';

const manifestSchema = z.object({
  subgraphs: z.record(z.string(), z.object({ routing_url: z.url(), schema: z.string() })),
});

export type Composition = { supergraphSdl: string; subgraphs: string[] };

/**
 * Composes what `supergraph.yaml` names. Throws `ToolError` with every error, and with every hint: a hint is a part of
 * a schema that clients would not get as it was written.
 */
export function composeSupergraph({ root = checkout }: { root?: string } = {}): Composition {
  const manifest = manifestSchema.parse(parseYaml(readFileSync(join(root, 'supergraph.yaml'), 'utf8')));
  const shared = readFileSync(join(root, 'packages/kit/schema/shared.graphql'), 'utf8');
  const services = Object.entries(manifest.subgraphs).map(([name, { routing_url: url, schema }]) => {
    const files = globSync(schema, { cwd: root }).sort();
    if (files.length === 0) throw new ToolError(`supergraph.yaml: ${name} has no schema at ${schema}.`);
    const sdl = [shared, ...files.map((file) => readFileSync(join(root, file), 'utf8'))].join('\n');
    return { name, url, typeDefs: parse(sdl) };
  });
  const result = composeServices(services);
  if (result.errors) {
    throw new ToolError(
      `The subgraphs do not compose:\n${result.errors.map(({ message }) => `  ${message}`).join('\n')}`,
    );
  }
  if (result.hints.length > 0) {
    throw new ToolError(
      `The subgraphs compose with hints:\n${result.hints.map((hint) => `  ${hint.toString()}`).join('\n')}`,
    );
  }
  return { supergraphSdl: result.supergraphSdl, subgraphs: services.map(({ name }) => name) };
}
