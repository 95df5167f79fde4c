import { describe, expect, it } from '@jest/globals';
import { afterFailure, afterSuccess, lockedForMs, type SignInGuard } from './sign-in-guard.ts';

const now = new Date('2026-11-21T08:00:00Z');
const failing = (times: number) =>
  Array.from({ length: times }).reduce<SignInGuard>((guard) => afterFailure(guard, now), afterSuccess);

describe('the guard of sign-ins', () => {
  it('forgives nine failures in a row', () => {
    expect(lockedForMs(failing(9), now)).toBe(0);
  });

  it('locks at the tenth, twice as long at each further one, never for more than an hour', () => {
    expect([10, 11, 12, 16, 17, 5_000].map((times) => lockedForMs(failing(times), now))).toEqual([
      30_000, 60_000, 120_000, 1_920_000, 3_600_000, 3_600_000,
    ]);
  });

  it('opens when the time is over', () => {
    expect(lockedForMs(failing(10), new Date(now.getTime() + 30_000))).toBe(0);
    expect(lockedForMs(failing(10), new Date(now.getTime() + 90_000))).toBe(0);
  });
});
