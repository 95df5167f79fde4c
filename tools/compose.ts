// `pnpm compose [--check]`: supergraph.yaml → supergraph.graphql, the contract of the gateway, and docs/schema.md.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeSupergraph } from './compose/compose.ts';
import { describeSchema } from './compose/describe.ts';
import { root, runTool, ToolError } from './lib/workspace.ts';

const usage = `Usage: pnpm compose [--check]
  Composes the subgraphs of supergraph.yaml into supergraph.graphql and writes docs/schema.md.
  --check   write nothing; fail when what is committed differs`;

await runTool(async () => {
  const words = process.argv.slice(2);
  if (words.includes('--help')) return console.log(usage);
  const { supergraphSdl, subgraphs } = composeSupergraph();
  const files = {
    'supergraph.graphql': `${supergraphSdl.trim()}\n`,
    'docs/schema.md': describeSchema(supergraphSdl),
  };
  for (const [file, text] of Object.entries(files)) {
    const path = join(root, file);
    if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
    if (words.includes('--check'))
      throw new ToolError(`${file} is not up to date: run "pnpm compose" and commit it.`);
    writeFileSync(path, text);
    console.log(`✓ ${file}`);
  }
  console.log(`${subgraphs.length} subgraphs compose: ${subgraphs.join(', ')}.`);
});
