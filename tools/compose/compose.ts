// `supergraph.yaml` and the subgraphs' SDL → one supergraph. Writing files is the command's affair.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeServices } from '@apollo/composition';
import { concatAST, GraphQLError, parse, printSchema, Source, type DocumentNode } from 'graphql';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { ToolError } from '../lib/workspace.ts';

const configSchema = z.strictObject({
  subgraphs: z.record(
    z.string(),
    z.strictObject({ routing_url: z.url(), schema: z.union([z.string(), z.array(z.string())]) }),
  ),
});
const sharedSchema = 'packages/kit/schema/shared.graphql';

/**
 * Composes the subgraphs of the repository in `root`. `urls` replaces routing urls by name.
 * Throws `ToolError` with every problem; a hint is one, because it means that two subgraphs disagree.
 */
export function composeSupergraph({ root, urls = {} }: ComposeOptions): Supergraph {
  const services = readSubgraphs(root).map(({ name, url, files }) => ({
    name,
    url: urls[name] ?? url,
    typeDefs: concatAST([sharedSchema, ...files].map((file) => parseFile(root, file))),
  }));
  const result = composeServices(services);
  const problems = [...(result.errors ?? []), ...(result.hints ?? [])].map(
    (problem) => `  ${problem.message.replaceAll('\n', '\n  ')}`,
  );
  if (problems.length > 0 || !result.supergraphSdl)
    throw new ToolError(`The subgraphs do not compose:\n${problems.join('\n')}`);
  return {
    supergraphSdl: `${header}${result.supergraphSdl}\n`,
    apiSdl: printSchema(result.schema.toAPISchema().toGraphQLJSSchema()),
    subgraphs: services.map(({ name, url }) => ({ name, url })),
  };
}

const header = '# Composed from the subgraphs by `pnpm compose`; do not edit.\n';

export function readSubgraphs(root: string): SubgraphEntry[] {
  const file = join(root, 'supergraph.yaml');
  const config = configSchema.safeParse(parseYaml(readFileSync(file, 'utf8')));
  if (!config.success) throw new ToolError(`supergraph.yaml: ${z.prettifyError(config.error)}`);
  return Object.entries(config.data.subgraphs).map(([name, { routing_url: url, schema }]) => {
    const files = globSync(schema, { cwd: root }).sort();
    if (files.length === 0)
      throw new ToolError(`supergraph.yaml: ${name} has no schema at ${String(schema)}.`);
    return { name, url, files };
  });
}

function parseFile(root: string, file: string): DocumentNode {
  try {
    return parse(new Source(readFileSync(join(root, file), 'utf8'), file));
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw new ToolError(`${file}:${error.locations?.[0]?.line}: ${error.message}`, { cause: error });
  }
}

export type ComposeOptions = {
  /** Folder with `supergraph.yaml`. */
  readonly root: string;
  readonly urls?: Readonly<Record<string, string>>;
};

export type Supergraph = {
  /** What a gateway loads. */
  readonly supergraphSdl: string;
  /** What a client sees. */
  readonly apiSdl: string;
  readonly subgraphs: readonly { readonly name: string; readonly url: string }[];
};

export type SubgraphEntry = {
  readonly name: string;
  readonly url: string;
  readonly files: readonly string[];
};
