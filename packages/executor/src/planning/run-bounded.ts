import { createContext, Script, type Context } from 'node:vm';

const script = new Script('run()');
const sandbox: { run: (() => void) | undefined } = { run: undefined };
let context: Context | undefined;

/**
 * Runs what never waits and may never end, and throws when it has taken too much CPU time: no timer could stop it.
 * The virtual machine counts by the clock, and on a busy one the clock runs ahead. Then it is run again, for longer.
 */
export function runBounded<Result>(run: () => Result, cpuMs: number): Result {
  for (let clockMs = cpuMs; ; clockMs *= 2) {
    const before = process.threadCpuUsage();
    try {
      return runUntil(run, clockMs);
    } catch (error) {
      const { user, system } = process.threadCpuUsage(before);
      const usedMs = (user + system) / 1_000;
      // Half: with less of its time the machine was busy with others.
      if (!isTimeout(error) || usedMs >= cpuMs / 2) throw error;
    }
  }
}

function runUntil<Result>(run: () => Result, clockMs: number): Result {
  const results: Result[] = [];
  sandbox.run = () => void results.push(run());
  // A context takes a millisecond or two to make, so that there is one for all.
  context ??= createContext(sandbox);
  try {
    script.runInContext(context, { timeout: clockMs });
  } finally {
    sandbox.run = undefined;
  }
  return results[0]!;
}

const isTimeout = (error: unknown) =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
