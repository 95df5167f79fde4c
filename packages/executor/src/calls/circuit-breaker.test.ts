import { describe, expect, it } from '@jest/globals';
import { CircuitBreaker } from './circuit-breaker.ts';

function createBreaker(): { breaker: CircuitBreaker; clock: { nowMs: number } } {
  const clock = { nowMs: 0 };
  const breaker = new CircuitBreaker({ failuresMax: 3, openMs: 1_000, openMsMax: 3_000 }, () => clock.nowMs);
  return { breaker, clock };
}

function fail(breaker: CircuitBreaker, times: number): void {
  for (let count = 0; count < times; count++) if (breaker.tryEnter()) breaker.onFailure();
}

describe('circuit breaker', () => {
  it('opens after so many failures in a row, and not before', () => {
    const { breaker } = createBreaker();
    fail(breaker, 2);
    breaker.onSuccess();
    fail(breaker, 2);
    expect(breaker.phase).toBe('closed');
    fail(breaker, 1);
    expect(breaker.tryEnter()).toBe(false);
  });

  it('lets exactly one probe through when its time has come', () => {
    const { breaker, clock } = createBreaker();
    fail(breaker, 3);
    clock.nowMs = 1_000;
    expect([breaker.tryEnter(), breaker.tryEnter()]).toEqual([true, false]);
    breaker.onSuccess();
    expect(breaker.phase).toBe('closed');
  });

  it('waits longer after each failed probe, up to a bound', () => {
    const { breaker, clock } = createBreaker();
    fail(breaker, 3);
    const waitsMs: number[] = [];
    for (let probe = 0; probe < 4; probe++) {
      const startMs = clock.nowMs;
      while (!breaker.tryEnter()) clock.nowMs += 100;
      waitsMs.push(clock.nowMs - startMs);
      breaker.onFailure();
    }
    expect(waitsMs).toEqual([1_000, 2_000, 3_000, 3_000]);
  });

  it('probes again when the client of a probe has left', () => {
    const { breaker, clock } = createBreaker();
    fail(breaker, 3);
    clock.nowMs = 1_000;
    breaker.tryEnter();
    breaker.onNeutral();
    expect(breaker.tryEnter()).toBe(true);
  });
});
