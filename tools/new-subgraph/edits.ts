// Where the platform must hear of a new subgraph. Everything else finds it by its folder.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ToolError } from '../lib/workspace.ts';
import { addDependency, addImports, addItem, AnchorError, append, insertBefore } from './insertions.ts';
import type { Choice } from './names.ts';

/** The changed texts by path; nothing is written here. */
export function editedFiles(root: string, choice: Choice): Map<string, string> {
  const files = new Map<string, string>();
  for (const [path, edit] of Object.entries(edits)) {
    try {
      files.set(path, edit(readFileSync(join(root, path), 'utf8'), choice));
    } catch (error) {
      if (!(error instanceof AnchorError)) throw error;
      throw new ToolError(`${path} is not as this tool knows it: ${error.message}. Nothing was written.`, {
        cause: error,
      });
    }
  }
  return files;
}

const edits: Record<string, (text: string, choice: Choice) => string> = {
  'supergraph.yaml': (text, { names, port }) =>
    append(
      text,
      `  ${names.kebab}:
    routing_url: http://127.0.0.1:${port}/graphql
    schema: subgraphs/${names.kebab}/schema/**/*.graphql`,
    ),

  'packages/kit/src/ids.ts': (text, { names, prefix }) =>
    addItem(
      text,
      { opens: 'export const idPrefixes = {', closes: '} as const' },
      `${names.pascal}: '${prefix}'`,
    ),

  'packages/events/src/topics.ts': (text, { names }) =>
    addItem(
      text,
      { opens: 'export const topics = {', closes: '} as const' },
      `${names.camel}Events: 'commerce.${names.kebab}.events.v1'`,
    ),

  'packages/events/src/index.ts': (text, { names }) =>
    append(text, `export * from './${names.kebab}/created.v1.ts';`),

  'packages/events/src/registry.ts': (text, { names }) =>
    addItem(
      addImports(text, [`import { ${names.camel}CreatedV1 } from './${names.kebab}/created.v1.ts';`]),
      {
        opens: 'export const contracts: readonly EventContract[] = [',
        closes: '] as readonly EventContract[]',
      },
      `${names.camel}CreatedV1`,
    ),

  // `node(id:)` lives in a subgraph that knows every type by name.
  'subgraphs/node/schema/node.graphql': (text, { names }) =>
    append(
      text,
      `\ntype ${names.pascal} implements Node @key(fields: "id", resolvable: false) @public {\n  id: ID!\n}`,
    ),

  'standalone/package.json': (text, { names }) => addDependency(text, `@bazaar/${names.kebab}`),

  'standalone/src/platform.ts': (text, { names: { kebab, pascal } }) => {
    const withImports = addImports(text, [
      `import { createService as create${pascal} } from '@bazaar/${kebab}';`,
      `import { readEnv as read${pascal}Env, toConfig as to${pascal}Config } from '@bazaar/${kebab}/config';`,
    ]);
    const withDatabase = addItem(
      withImports,
      { opens: 'export const databaseServices = [', closes: '] as const' },
      `'${kebab}'`,
    );
    return insertBefore(
      withDatabase,
      `case 'node':`,
      `case '${kebab}':\nreturn create${pascal}(to${pascal}Config(read${pascal}Env(env)), parts);\n`,
    );
  },
};
