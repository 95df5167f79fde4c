import { createContext, Script } from 'node:vm';

const script = new Script('run()');

/** Runs what never waits and may never end, and throws when it takes too long: no timer could stop it. */
export function runBounded<Result>(run: () => Result, timeoutMs: number): Result {
  const results: Result[] = [];
  const context = createContext({ run: () => void results.push(run()) });
  script.runInContext(context, { timeout: timeoutMs });
  return results[0]!;
}
