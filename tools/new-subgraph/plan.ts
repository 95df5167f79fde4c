// Everything that a new subgraph changes, decided before the first byte is written.
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format, getFileInfo, resolveConfig } from 'prettier';
import { ToolError } from '../lib/workspace.ts';
import { checkName } from './check-name.ts';
import { editedFiles } from './edits.ts';
import type { Choice } from './names.ts';
import { newFiles } from './template.ts';

/** Throws a `ToolError` when the name cannot be had or a file is not as expected; writes nothing. */
export async function planSubgraph(root: string, name: string): Promise<Plan> {
  const names = checkName(root, name);
  const choice = { names, port: freePort(root), prefix: freePrefix(root, names.snake.replaceAll('_', '')) };
  const added = newFiles(choice);
  const clash = [...added.keys()].find((path) => existsSync(join(root, path)));
  if (clash) throw new ToolError(`"${name}" is taken: there is ${clash} already.`);
  return {
    choice,
    added: await formatted(root, added),
    changed: await formatted(root, editedFiles(root, choice)),
  };
}

export function writePlan(root: string, { added, changed }: Plan): void {
  for (const [path, text] of [...added, ...changed]) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** The next port after those of the other subgraphs that no service has as its default. */
export function freePort(root: string): number {
  const ports = (file: string, pattern: RegExp) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(pattern)].map((match) => Number(match[1]));
  const subgraphs = ports('supergraph.yaml', /routing_url: \S+:(\d+)/g);
  const configs = globSync('{gateway,standalone,subgraphs/*,packages/*}/src/**/config.ts', { cwd: root });
  const taken = new Set([...subgraphs, ...configs.flatMap((file) => ports(file, /portEnv\((\d+)\)/g))]);
  let port = Math.max(4000, ...subgraphs) + 1;
  while (taken.has(port)) port += 1;
  return port;
}

/** Three letters of the name, in their order, that no other type has: the first three if they are free. */
export function freePrefix(root: string, letters: string): string {
  const ids = readFileSync(join(root, 'packages/kit/src/ids.ts'), 'utf8');
  const taken = new Set([...ids.matchAll(/: '([a-z]{3})',/g)].map((match) => match[1]));
  const own = [...letters].filter((letter) => /[a-z]/.test(letter));
  for (let third = 2; third < own.length; third += 1)
    for (let second = 1; second < third; second += 1) {
      const prefix = `${own[0]}${own[second]}${own[third]}`;
      if (!taken.has(prefix)) return prefix;
    }
  throw new ToolError(`All prefixes of ids that ${letters} could have are taken; take another name.`);
}

/** Longer and shorter names break lines elsewhere. */
async function formatted(root: string, files: Map<string, string>): Promise<Map<string, string>> {
  const options = await resolveConfig(join(root, 'package.json'));
  const entries = [...files].map(async ([path, text]) => {
    const { inferredParser: parser } = await getFileInfo(path);
    return [path, parser ? await format(text, { ...options, parser }) : text] as const;
  });
  return new Map(await Promise.all(entries));
}

export type Plan = {
  readonly choice: Choice;
  /** New and changed files: text by path. */
  readonly added: ReadonlyMap<string, string>;
  readonly changed: ReadonlyMap<string, string>;
};
