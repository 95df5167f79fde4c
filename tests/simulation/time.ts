// Time and chance of this process, taken over: nothing that is simulated sees a clock or a random number of its own.
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';
import { seededRandom, type SeededRandom } from '@bazaar/testkit';
import { sleepOfTask } from './tasks.ts';

const startOfTime = Date.UTC(2026, 0, 5, 8);
const RealDate = Date;
const realRandomBytes = crypto.randomBytes;
const realSleep = timers.setTimeout;

let nowMs = startOfTime;
let chance: SeededRandom | undefined;

/** The virtual clock. It stands still unless the scheduler moves it. Epoch milliseconds. */
export const clock = {
  now: (): number => nowMs,
  advance: (ms: number): void => void (nowMs += ms),
};

/**
 * Takes the process over, once, before anything that is simulated starts:
 * 1. `Date` tells the virtual time; timers of libraries (sockets, transactions) still run on real time.
 * 2. Ids come from the seed. So do keys of connections and the like, which hurts nobody here.
 * 3. Who sleeps within a task (a handler's retry in place) waits for the virtual clock.
 */
export function takeOverTime(): void {
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [nowMs] : args, newTarget) as object,
    get: (target, key, receiver) =>
      key === 'now' ? clock.now : (Reflect.get(target, key, receiver) as unknown),
  });
  Reflect.set(
    crypto,
    'randomBytes',
    (size: number, callback?: (err: Error | null, bytes: Buffer) => void) => {
      if (!chance) return callback ? realRandomBytes(size, callback) : realRandomBytes(size);
      const bytes = Buffer.from(Array.from({ length: size }, () => chance!.int(256)));
      return callback ? void callback(null, bytes) : bytes;
    },
  );
  Reflect.set(timers, 'setTimeout', (delayMs: number, value?: unknown, options?: object) =>
    delayMs <= 0 ? Promise.resolve(value) : (sleepOfTask(delayMs) ?? realSleep(delayMs, value, options)),
  );
  syncBuiltinESMExports();
}

/** The beginning of a run: the same ids and the same hours for the same seed. */
export function beginTime(seed: number): void {
  nowMs = startOfTime;
  chance = seededRandom(seed);
}
