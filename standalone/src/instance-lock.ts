import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartProblem } from './problem.ts';

/** Makes sure that one process at a time uses the data folder; a lock left by a killed one is taken over. */
export function acquireInstanceLock(file: string): { release(): void } {
  mkdirSync(dirname(file), { recursive: true });
  const owner = ownerOf(file);
  if (owner !== undefined && isAlive(owner)) {
    throw new StartProblem(
      `Bazaar runs already from this checkout (process ${owner}); stop it first, or use --data <folder> and PORT.`,
    );
  }
  writeFileSync(file, String(process.pid));
  return {
    release: () => {
      if (ownerOf(file) === process.pid) rmSync(file, { force: true });
    },
  };
}

function ownerOf(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
