import { describe, expect, it } from '@jest/globals';
import { runBounded } from './run-bounded.ts';

const sharedCell = new Int32Array(new SharedArrayBuffer(4));
/** Holds the thread up without using it, as a busy machine does. */
const standStill = (ms: number) => void Atomics.wait(sharedCell, 0, 0, ms);

describe('a run that is bounded', () => {
  it('answers, and fails as its work does', () => {
    expect(runBounded(() => 42, 1_000)).toBe(42);
    expect(() =>
      runBounded(() => {
        throw new RangeError('no such thing');
      }, 1_000),
    ).toThrow('no such thing');
  });

  it('ends what never ends', () => {
    expect(() =>
      runBounded(() => {
        for (;;);
      }, 50),
    ).toThrow('timed out');
  });

  it('is given time where the machine gave it none', () => {
    let attempts = 0;
    const work = () => {
      attempts += 1;
      if (attempts === 1) standStill(800);
      return attempts;
    };
    expect(runBounded(work, 400)).toBe(2);
  });
});
