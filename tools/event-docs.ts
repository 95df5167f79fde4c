// `pnpm event-docs`: the JSON Schemas of all events, docs/events.md and docs/asyncapi.json, from the registry.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { contracts } from '@bazaar/events';
import { format, resolveConfig } from 'prettier';
import { asyncApi } from './event-docs/asyncapi.ts';
import { findBreakingChange } from './event-docs/compatibility.ts';
import { eventsPage } from './event-docs/events-page.ts';
import { contractFile, jsonSchemaOf, type JsonSchema } from './event-docs/json-schemas.ts';
import { root, runTool, ToolError } from './lib/workspace.ts';

const usage = `Usage: node tools/event-docs.ts [--check] [--unreleased]
  Writes packages/events/contracts/*.json, docs/events.md and docs/asyncapi.json.
  --check       writes nothing and fails where a file is not what the registry says
  --unreleased  lets a published version change in more than new optional fields: only before its first release`;

await runTool(async () => {
  const flags = process.argv.slice(2);
  if (flags.includes('--help')) return console.log(usage);
  const files = await generate();
  if (!flags.includes('--unreleased')) refuseBreakingChanges();
  const stale = [...files].filter(([path, text]) => readText(path) !== text).map(([path]) => path);
  if (flags.includes('--check')) return report(stale);
  for (const path of stale) write(path, files.get(path)!);
  console.log(`Wrote ${stale.length} of ${files.size} files; the others were up to date.`);
});

async function generate(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const contract of contracts) files.set(contractFile(contract), asJson(jsonSchemaOf(contract)));
  files.set('docs/asyncapi.json', asJson(asyncApi(contracts)));
  files.set('docs/events.md', eventsPage(contracts));
  for (const [path, text] of files) files.set(path, await formatted(path, text));
  return files;
}

/** A published version is immutable but for new optional fields: its old messages and its old readers are still there. */
function refuseBreakingChanges(): void {
  const breaks = contracts.flatMap((contract) => {
    const published = readText(contractFile(contract));
    if (published === undefined) return [];
    const change = findBreakingChange(JSON.parse(published) as JsonSchema, jsonSchemaOf(contract));
    return change ? [`${contract.type}.v${contract.version}: ${change}`] : [];
  });
  if (breaks.length === 0) return;
  throw new ToolError(
    `Published events would change. Declare a new version instead.\n  ${breaks.join('\n  ')}`,
  );
}

function report(stale: readonly string[]): void {
  if (stale.length === 0) return console.log('The event contracts and their pages are up to date.');
  throw new ToolError(
    `Not what the registry says; run \`node tools/event-docs.ts\`:\n  ${stale.join('\n  ')}`,
  );
}

async function formatted(path: string, text: string): Promise<string> {
  const filepath = join(root, path);
  return format(text, { ...(await resolveConfig(filepath)), filepath });
}

function asJson(value: object): string {
  return JSON.stringify(value);
}

function readText(path: string): string | undefined {
  const file = join(root, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
