// What a subgraph may be called. Each refusal is one sentence.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ToolError } from '../lib/workspace.ts';
import { namesOf, placeholder, type Names } from './names.ts';
import { codeOf, templateFiles } from './template.ts';

const pattern = /^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/;

/** The forms of a name that is free to take; throws a `ToolError` for any other. */
export function checkName(root: string, name: string): Names {
  if (!pattern.test(name) || name.length < 3 || name.length > 30)
    throw new ToolError(
      `"${name}" is no name for a subgraph: take a noun in lower case of 3 to 30 letters, e.g. review or gift-card.`,
    );
  const names = namesOf(name);
  const folder = takenFolder(root, name);
  if (folder) throw new ToolError(`"${name}" is taken: there is ${folder} already.`);
  const file = fileWithType(root, names.pascal);
  if (file) throw new ToolError(`"${name}" is taken: ${file} has ${names.pascal} already.`);
  if (isWordOfCode(names))
    throw new ToolError(`"${name}" is a word that the code itself needs: take one that says more.`);
  return names;
}

/** Packages are named after their folders, whichever room these stand in. */
function takenFolder(root: string, name: string): string | undefined {
  const rooms = ['subgraphs', 'prisma', 'packages', 'packages/events/src', '.'];
  return rooms.map((room) => join(room, name)).find((path) => existsSync(join(root, path)));
}

function fileWithType(root: string, type: string): string | undefined {
  const definition = new RegExp(`^(type|interface|union|enum|input|scalar) ${type}\\b|^  ${type}: '`, 'm');
  const files = globSync(
    ['packages/kit/schema/*.graphql', 'subgraphs/*/schema/**/*.graphql', 'packages/kit/src/ids.ts'],
    { cwd: root },
  );
  return files.sort().find((file) => definition.test(readFileSync(join(root, file), 'utf8')));
}

/** A word of the language, a global type, or a name in the template: the new code could not tell the two apart. */
function isWordOfCode({ camel, pascal }: Names): boolean {
  if (reserved.has(camel) || pascal in globalThis) return true;
  const words = new Set(templateFiles().flatMap((file) => codeOf(file).match(/\w+/g) ?? []));
  for (const form of Object.values(placeholder)) words.delete(form);
  return words.has(camel) || words.has(pascal);
}

// prettier-ignore
const reserved = new Set(['abstract', 'any', 'arguments', 'boolean', 'break', 'case', 'catch', 'class', 'const',
  'continue', 'debugger', 'default', 'delete', 'else', 'enum', 'eval', 'export', 'extends', 'false', 'finally',
  'for', 'function', 'implements', 'import', 'instanceof', 'interface', 'let', 'new', 'null', 'package', 'private',
  'protected', 'public', 'return', 'static', 'string', 'super', 'switch', 'this', 'throw', 'true', 'try', 'typeof',
  'undefined', 'var', 'void', 'while', 'with', 'yield', 'query', 'mutation', 'subscription']);
