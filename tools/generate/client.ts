// Operations of `packages/client` → typed documents, against the schema that clients see.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Supergraph } from '@apollo/federation-internals';
import { printSchema } from 'graphql';
import { root } from '../lib/workspace.ts';
import { checkSyntax, runCodegen } from './resolver-types.ts';
import type { GenerateStep } from './step.ts';

const supergraph = 'supergraph.graphql';
const output = 'packages/client/src/generated/documents.ts';

/** What travels as JSON: a client sees strings where the servers hold dates and big integers. */
const scalars = {
  ID: 'string',
  BigInt: 'string',
  CountryCode: 'string',
  CurrencyCode: 'string',
  DateTime: 'string',
  Decimal: 'string',
  Locale: 'string',
};

/** Undefined while there are no operations, or nothing is composed yet. */
export function clientStep(): GenerateStep | undefined {
  const operations = globSync('packages/client/operations/**/*.graphql', { cwd: root }).sort();
  if (operations.length === 0 || !existsSync(join(root, supergraph))) return undefined;
  return {
    output,
    sources: [supergraph, ...operations],
    async run() {
      operations.forEach(checkSyntax);
      await runCodegen(
        {
          [output]: {
            schema: apiSchema(),
            documents: operations,
            plugins: ['typescript-operations', 'typed-document-node'],
            config: {
              strictScalars: true,
              scalars,
              enumsAsTypes: true,
              immutableTypes: true,
              useTypeImports: true,
            },
          },
        },
        'packages/client/operations',
      );
    },
  };
}

function apiSchema(): string {
  const sdl = readFileSync(join(root, supergraph), 'utf8');
  return printSchema(Supergraph.build(sdl).apiSchema().toGraphQLJSSchema());
}
