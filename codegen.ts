// SDL → resolver types of each subgraph; `tools/generate.ts` runs it for what has changed.
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodegenConfig } from '@graphql-codegen/cli';

const root = import.meta.dirname;
const sharedSchema = 'packages/kit/schema/shared.graphql';

/** What each scalar is in our code; kit's scalar resolvers parse and print exactly these. */
const scalars = {
  ID: 'string',
  DateTime: 'Date',
  BigInt: 'bigint',
  Decimal: 'string',
  CurrencyCode: 'string',
  CountryCode: 'string',
  Locale: 'string',
  // Federation's own.
  _Any: 'unknown',
  _FieldSet: 'string',
};

/** What kit's shared resolvers stand on. */
const sharedMappers = { Money: '@bazaar/kit#Money as KitMoney' };

const config: CodegenConfig = {
  generates: Object.assign({}, ...subgraphsWithSchema().map(resolverTypes)) as CodegenConfig['generates'],
};
export default config;

export function subgraphsWithSchema(): string[] {
  return readdirSync(join(root, 'subgraphs')).filter((name) => schemaFiles(name).length > 0);
}

/** All SDL of a subgraph, the shared part first. */
export function schemaFiles(name: string): string[] {
  const own = globSync(`subgraphs/${name}/schema/**/*.graphql`, { cwd: root }).sort();
  return own.length === 0 ? [] : [sharedSchema, ...own];
}

export function resolverTypes(name: string): CodegenConfig['generates'] {
  return {
    [`subgraphs/${name}/src/generated/graphql.ts`]: {
      schema: schemaFiles(name),
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        federation: true,
        strictScalars: true,
        scalars,
        immutableTypes: true,
        useTypeImports: true,
        enumsAsTypes: true,
        resolversNonOptionalTypename: { unionMember: true },
        mappers: { ...sharedMappers, ...mappersOf(name) },
        contextType: '../context.ts#Context',
      },
    },
  };
}

/** `export type ProductMapper` in `resolvers/mappers.ts` is what stands behind the GraphQL type `Product`. */
function mappersOf(name: string): Record<string, string> {
  const file = join(root, 'subgraphs', name, 'src', 'resolvers', 'mappers.ts');
  if (!existsSync(file)) return {};
  const names = readFileSync(file, 'utf8').matchAll(/^export (?:type|interface) (\w+)Mapper\b/gm);
  return Object.fromEntries(
    [...names].map(([, type = '']) => [type, `../resolvers/mappers.ts#${type}Mapper`]),
  );
}
