/** Tells someone who waits what is being done, a line a step with its time. */
export type Progress = <T>(step: string, run: () => Promise<T>) => Promise<T>;

export function createProgress(write: (line: string) => void): Progress {
  return async (step, run) => {
    const startedAt = performance.now();
    const result = await run();
    write(`  ${step.padEnd(46, ' ')} ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    return result;
  };
}
