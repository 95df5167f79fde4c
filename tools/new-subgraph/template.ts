// The template: a service that works, laid out as in the repository.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { rename, type Choice } from './names.ts';

const folder = join(import.meta.dirname, '..', 'templates', 'subgraph');

/** Its files, by the paths that they stand for. */
export function templateFiles(): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

/** The files of the new subgraph: text by path. */
export function newFiles(choice: Choice): Map<string, string> {
  return new Map(templateFiles().map((path) => [rename(path, choice), rename(textOf(path), choice)]));
}

/** The names that a file of code uses: neither comments nor texts. */
export function codeOf(path: string): string {
  if (!/[.](ts|prisma)$/.test(path)) return '';
  return textOf(path).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*|'[^'\n]*'|`[^`]*`|"[^"\n]*"/g, ' ');
}

const textOf = (path: string): string => readFileSync(join(folder, path), 'utf8');
