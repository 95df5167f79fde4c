import { readFileSync } from 'node:fs';

/**
 * The longest time, in milliseconds, that the main thread spent between two turns of the event loop while `work` was
 * under way. What counts is CPU time of this thread: other programs on the machine don't lengthen it. Linux only.
 */
export async function longestStandstill(work: () => Promise<unknown>): Promise<number> {
  let longestMs = 0;
  let isOver = false;
  let lastMs = threadCpuMs();
  const look = (): void => {
    const nowMs = threadCpuMs();
    longestMs = Math.max(longestMs, nowMs - lastMs);
    lastMs = nowMs;
    if (!isOver) setImmediate(look);
  };
  setImmediate(look);
  await work();
  isOver = true;
  await new Promise(setImmediate);
  look();
  return longestMs;
}

const cell = new Int32Array(new SharedArrayBuffer(4));

/** CPU time of this thread, exact to some hundredths of a millisecond. */
export function threadCpuMs(): number {
  // The kernel brings its account up to date when a thread gives up its core.
  Atomics.wait(cell, 0, 0, 0.01);
  return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;
}
