// One derivable file or folder, and how to know that it is up to date.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../lib/workspace.ts';

export type GenerateStep = {
  /** File or folder that the step makes, from the root. */
  readonly output: string;
  /** Files that it depends on, from the root. */
  readonly sources: readonly string[];
  run(): Promise<void>;
};

export function isFresh(step: GenerateStep): boolean {
  const stamp = stampOf(step);
  return (
    existsSync(join(root, step.output)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hashOf(step)
  );
}

/** Runs the step; its stamp is of the sources as they were before, so that an edit meanwhile makes it stale. */
export async function make(step: GenerateStep): Promise<void> {
  const stamp = stampOf(step);
  const hash = hashOf(step);
  rmSync(stamp, { force: true });
  await step.run();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}

function stampOf(step: GenerateStep): string {
  return join(root, 'node_modules', '.cache', 'bazaar', 'generate', step.output.replaceAll('/', '__'));
}

/** Sources and the lock file: a new version of a generator makes everything stale. */
function hashOf(step: GenerateStep): string {
  const hash = createHash('sha256');
  for (const file of [...step.sources, 'codegen.ts', 'pnpm-lock.yaml'])
    hash.update(file).update(existsSync(join(root, file)) ? readFileSync(join(root, file)) : '');
  return hash.digest('hex');
}
