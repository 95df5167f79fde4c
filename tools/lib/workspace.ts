// What every tool needs to know of the repository. No tool's own work lives here.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');
/** State of local services; ignored by git. */
export const stateFolder = join(root, '.bazaar');

/** A mistake of whoever calls the tool: shown as one sentence, without a stack. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
}

export function subgraphNames(): string[] {
  return foldersIn('subgraphs');
}

/** Services with a database of their own. */
export function databaseNames(): string[] {
  return foldersIn('prisma').filter((name) => existsSync(join(root, 'prisma', name, 'schema.prisma')));
}

/** Narrows `known` to what was asked for; nothing asked for, or `all`, means all. */
export function selectNames(asked: readonly string[], known: readonly string[]): string[] {
  if (asked.length === 0 || asked.includes('all')) return [...known];
  const unknown = asked.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new ToolError(`There is no "${unknown}" here; known: ${known.join(', ')}.`);
  return [...asked];
}

/** Runs a command line tool: a `ToolError` becomes one sentence and exit code 1. */
export async function runTool(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

function foldersIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
    .map((entry) => entry.name)
    .sort();
}
