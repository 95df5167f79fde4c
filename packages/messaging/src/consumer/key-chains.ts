import type { ReceivedMessage } from '../drivers/driver.ts';

/**
 * Runs a batch: messages of one key strictly one after the other, different keys concurrently within `slots`.
 * `run` answers false to end its key's chain early. Answers the last offset up to which everything is done.
 */
export async function runKeyChains(
  messages: readonly ReceivedMessage[],
  slots: Slots,
  run: (message: ReceivedMessage) => Promise<boolean>,
): Promise<bigint | undefined> {
  const done = new Set<bigint>();
  const chains = Map.groupBy(messages, (message) => message.key);
  const results = await Promise.allSettled(
    [...chains.values()].map((chain) =>
      slots.use(async () => {
        for (const message of chain) {
          if (!(await run(message))) return;
          done.add(message.offset);
        }
      }),
    ),
  );
  const failure = results.find((result) => result.status === 'rejected');
  const prefix = contiguousPrefix(messages, done);
  if (failure && prefix === undefined) throw failure.reason;
  return prefix;
}

/** At most `max` tasks at a time; the others queue. */
export function createSlots(max: number): Slots {
  const queue: (() => void)[] = [];
  let free = max;
  return {
    async use(task) {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => queue.push(resolve));
      try {
        return await task();
      } finally {
        const next = queue.shift();
        if (next) next();
        else free += 1;
      }
    },
  };
}

function contiguousPrefix(
  messages: readonly ReceivedMessage[],
  done: ReadonlySet<bigint>,
): bigint | undefined {
  let last: bigint | undefined;
  for (const message of messages) {
    if (!done.has(message.offset)) break;
    last = message.offset;
  }
  return last;
}

export type Slots = { use<T>(task: () => Promise<T>): Promise<T> };
