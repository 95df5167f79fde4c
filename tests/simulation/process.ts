// A process that can die: between any two of its calls to the outside, or with one of them half done.
import type pg from 'pg';

/**
 * Everything that a service does to the world goes through `call`. Once it is dead, calls are never answered: nothing
 * of its code runs on, no `catch` and no `finally`, as in a process that is gone.
 */
export function createSimulatedProcess(name: string, onDeath: () => void): SimulatedProcess {
  const backends = new Set<number>();
  let isDead = false;
  let plan: CrashPlan | undefined;
  let calls = 0;

  function die<T>(): Promise<T> {
    if (!isDead) {
      isDead = true;
      onDeath();
    }
    return new Promise<T>(() => undefined);
  }

  async function call<T>(run: () => Promise<T>): Promise<T> {
    if (isDead) return die();
    calls += 1;
    const isLast = calls === plan?.afterCalls;
    if (isLast && !plan!.isEffective) return die();
    try {
      return await run();
    } finally {
      // The world has changed, and nobody is there to hear it.
      if (isLast || isDead) await die();
    }
  }

  /** Both of pg's styles: a promise, or a callback as its pool uses it. */
  function watch(client: pg.PoolClient & { processID?: number }): void {
    if (client.processID !== undefined) backends.add(client.processID);
    // @NOTE pg's overloads do not survive a wrapper; arguments go through as they came.
    const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
    Reflect.set(client, 'query', (...args: unknown[]) => {
      const callback = args.at(-1);
      if (typeof callback !== 'function') return call(() => query(...args));
      const answer = callback as (err: unknown, result?: unknown) => void;
      void call(() => query(...args.slice(0, -1))).then((result) => answer(null, result), answer);
      return undefined;
    });
  }

  return {
    name,
    call,
    isDead: () => isDead,
    watchPool: (pool) => void pool.on('connect', watch),
    planCrash: (next) => {
      plan = next;
      calls = 0;
    },
    kill: () => void die(),
    backends: () => [...backends],
  };
}

export type CrashPlan = {
  /** Which call of the current piece of work is the last one, from 1. */
  readonly afterCalls: number;
  /** Whether that call still takes effect. */
  readonly isEffective: boolean;
};

export type SimulatedProcess = {
  readonly name: string;
  call<T>(run: () => Promise<T>): Promise<T>;
  isDead(): boolean;
  /** From now on the pool's statements are calls, and its connections known. */
  watchPool(pool: pg.Pool): void;
  /** For what runs next; undefined: no crash. */
  planCrash(plan: CrashPlan | undefined): void;
  kill(): void;
  /** Process ids of its connections at the server. */
  backends(): readonly number[];
};
