import { setTimeout as sleep } from 'node:timers/promises';
import { classifyFailure } from './failures.ts';

/**
 * Tries until it succeeds, is poison, is exhausted or is told to stop: 100 ms after the first failure, doubling to
 * 30 s. While the database is away attempts are not counted, for nothing could be recorded anyway.
 */
export async function tryInPlace<T>(
  run: () => Promise<T>,
  policy: AttemptPolicy,
): Promise<AttemptOutcome<T>> {
  let attempts = 0;
  for (let round = 0; !policy.isStopping(); round += 1) {
    try {
      return { outcome: 'done', value: await run() };
    } catch (error) {
      const failure = classifyFailure(error);
      if (failure !== 'unavailable') attempts += 1;
      if (failure === 'poison') return { outcome: 'poison', error, attempts };
      if (attempts > policy.retriesMax) return { outcome: 'exhausted', error, attempts };
      policy.onRetry(error, attempts);
      await waitUnlessStopping(Math.min(100 * 2 ** round, 30_000), policy.isStopping);
    }
  }
  return { outcome: 'stopped' };
}

/** In short steps, so that a shutdown does not wait for a long back-off. */
async function waitUnlessStopping(delayMs: number, isStopping: () => boolean): Promise<void> {
  const until = Date.now() + delayMs;
  for (let restMs = delayMs; restMs > 0 && !isStopping(); restMs = until - Date.now()) {
    await sleep(Math.min(restMs, 200));
  }
}

export type AttemptPolicy = {
  retriesMax: number;
  isStopping: () => boolean;
  onRetry: (error: unknown, attempts: number) => void;
};

export type AttemptOutcome<T> =
  | { outcome: 'done'; value: T }
  | { outcome: 'poison' | 'exhausted'; error: unknown; attempts: number }
  | { outcome: 'stopped' };
