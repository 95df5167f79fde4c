/** Failures in a row that are forgiven. */
export const failuresMax = 10;
const lockMinMs = 30_000;
const lockMaxMs = 60 * 60_000;

/** How long nobody may sign in with the address, or 0. */
export function lockedForMs(guard: SignInGuard, now: Date): number {
  return Math.max(0, (guard.lockedUntil?.getTime() ?? 0) - now.getTime());
}

/** The tenth failure in a row locks for 30 s, each further one for twice as long, an hour at most. */
export function afterFailure(guard: SignInGuard, now: Date): SignInGuard {
  const failures = guard.failures + 1;
  if (failures < failuresMax) return { failures, lockedUntil: null };
  // The exponent is bounded as well: 2 ** 2000 is not a number of milliseconds.
  const delayMs = Math.min(lockMaxMs, lockMinMs * 2 ** Math.min(failures - failuresMax, 20));
  return { failures, lockedUntil: new Date(now.getTime() + delayMs) };
}

export const afterSuccess: SignInGuard = { failures: 0, lockedUntil: null };

export type SignInGuard = { readonly failures: number; readonly lockedUntil: Date | null };
export type SignInOutcome = 'SUCCEEDED' | 'FAILED' | 'LOCKED';
