// Adding lines to files that people write. An anchor that is not there stops everything before anything is written.
import { ToolError } from '../lib/workspace.ts';

/** Adds an item to the end of a list or object: the text between `opens` and the next `closes`. */
export function addItem(
  text: string,
  { opens, closes }: { opens: string; closes: string },
  item: string,
): string {
  const from = indexAfter(text, opens);
  const to = text.indexOf(closes, from);
  if (to === -1) throw new AnchorError(closes);
  const items = text.slice(from, to).replace(/,?\s*$/, '');
  return `${text.slice(0, from)}${items},\n${item},\n${text.slice(to)}`;
}

export function insertBefore(text: string, anchor: string, addition: string): string {
  const at = indexAfter(text, anchor) - anchor.length;
  return `${text.slice(0, at)}${addition}${text.slice(at)}`;
}

/** Adds imports after the last one. */
export function addImports(text: string, lines: readonly string[]): string {
  const last = [...text.matchAll(/^(import\b|\} from\b).*;$/gm)].at(-1);
  if (!last) throw new AnchorError('import');
  const at = last.index + last[0].length;
  return `${text.slice(0, at)}\n${lines.join('\n')}${text.slice(at)}`;
}

export const append = (text: string, addition: string): string => `${text.trimEnd()}\n${addition}\n`;

export function addDependency(packageJson: string, name: string): string {
  const parsed = JSON.parse(packageJson) as { dependencies: Record<string, string> };
  const all = Object.entries({ ...parsed.dependencies, [name]: 'workspace:*' });
  const dependencies = Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ ...parsed, dependencies }, null, 2)}\n`;
}

function indexAfter(text: string, anchor: string): number {
  const parts = text.split(anchor);
  if (parts.length !== 2) throw new AnchorError(anchor);
  return parts[0]!.length + anchor.length;
}

export class AnchorError extends ToolError {
  constructor(anchor: string) {
    super(`it should have "${anchor.trim()}" once`);
  }
}
