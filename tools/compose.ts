// `pnpm compose`: writes the contracts that follow from the subgraphs' schemas, or checks that they are up to date.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, runTool, ToolError } from './lib/workspace.ts';
import { composeSupergraph } from './compose/compose.ts';
import { renderSchemaDoc } from './compose/schema-doc.ts';

const usage = `Usage: pnpm compose [--check]
  Composes supergraph.yaml into supergraph.graphql and docs/schema.md. --check writes nothing and fails on a difference.`;

await runTool(async () => {
  const { values } = parseArgs({ options: { check: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) return console.log(usage);
  const supergraph = composeSupergraph({ root });
  const files = {
    'supergraph.graphql': supergraph.supergraphSdl,
    'docs/schema.md': renderSchemaDoc(supergraph.supergraphSdl),
  };
  const stale = Object.entries(files).filter(([file, content]) => readIfThere(file) !== content);
  if (values.check && stale.length > 0)
    throw new ToolError(
      `Not up to date: ${stale.map(([file]) => file).join(', ')}. Run \`pnpm compose\` and commit.`,
    );
  for (const [file, content] of stale) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
    console.log(`✓ ${file}`);
  }
  console.log(`${supergraph.subgraphs.length} subgraphs compose without a hint.`);
});

function readIfThere(file: string): string | undefined {
  return existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : undefined;
}
