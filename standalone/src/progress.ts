/** Tells someone who waits what is being done: a line a step with its time, and how far a long one is. */
export type Progress = <T>(step: string, run: (say: Say) => Promise<T>) => Promise<T>;
export type Say = (howFar: string) => void;

const quietMs = 5_000;

export function createProgress(write: (line: string) => void): Progress {
  return async (step, run) => {
    const startedAt = performance.now();
    let saidAt = startedAt;
    const result = await run((howFar) => {
      if (performance.now() - saidAt < quietMs) return;
      saidAt = performance.now();
      write(`  ${step}: ${howFar}`);
    });
    write(`  ${step.padEnd(46, ' ')} ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    return result;
  };
}
