import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { GraphQLError, parse, type DocumentNode, type GraphQLSchema } from 'graphql';
import { enforceAccessRules } from './access-rules.ts';
import { sharedResolvers } from './shared-resolvers.ts';

const sharedSdl = new URL('../../schema/shared.graphql', import.meta.url);

/** Reads a subgraph's `schema` folder and puts the shared part in front of it. */
export function loadTypeDefs(schemaFolder: URL): DocumentNode {
  const own = readdirSync(schemaFolder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => readFileSync(`${fileURLToPath(schemaFolder)}/${name}`, 'utf8'));
  return parse([readFileSync(sharedSdl, 'utf8'), ...own].join('\n'), { noLocation: false });
}

/** The executable schema of a subgraph: SDL, resolvers, the shared resolvers, and every access rule enforced. */
export function buildSchema(schemaFolder: URL, resolvers: object): GraphQLSchema {
  const typeDefs = loadTypeDefs(schemaFolder);
  try {
    // The generated `Resolvers` type has checked them; Apollo's own type knows nothing of generated contexts.
    const all = { ...sharedResolvers, ...resolvers } as SubgraphResolvers;
    return enforceAccessRules(buildSubgraphSchema({ typeDefs, resolvers: all }));
  } catch (error) {
    if (error instanceof GraphQLError)
      throw new Error(`${fileURLToPath(schemaFolder)}: ${error.toString()}`, { cause: error });
    throw error;
  }
}

type SubgraphResolvers = NonNullable<
  Extract<Parameters<typeof buildSubgraphSchema>[0], { typeDefs: unknown }>['resolvers']
>;
