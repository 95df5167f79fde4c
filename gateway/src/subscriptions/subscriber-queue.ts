import { refusal } from '../errors.ts';

/**
 * What one subscriber has not been sent yet, bounded. `all` keeps everything in order and ends the operation when a
 * slow reader lets it overflow; `latest` keeps the newest item of each key only, so that it never grows beyond its keys.
 */
export function createSubscriberQueue<Item>(options: QueueOptions<Item>): SubscriberQueue<Item> {
  const { policy, keyOf, sizeMax } = options;
  // A map keeps the order of first insertion, which is what both policies want.
  const waiting = new Map<string | number, Item>();
  let pushed = 0;
  let state: 'open' | 'overflown' | 'closed' = 'open';
  let wake = () => {};

  return {
    push(item) {
      if (state !== 'open') return;
      if (policy === 'all' && waiting.size >= sizeMax) {
        state = 'overflown';
        waiting.clear();
      } else waiting.set(policy === 'latest' ? keyOf(item) : (pushed += 1), item);
      wake();
    },
    async next() {
      while (waiting.size === 0 && state === 'open') await new Promise<void>((resolve) => (wake = resolve));
      if (state === 'overflown') throw refusal('SUBSCRIPTION_LAGGED', undefined, { resumable: true });
      if (state === 'closed') return undefined;
      const [key, item] = waiting.entries().next().value!;
      waiting.delete(key);
      return item;
    },
    close() {
      state = 'closed';
      waiting.clear();
      wake();
    },
  };
}

export type QueuePolicy = 'all' | 'latest';

type QueueOptions<Item> = { policy: QueuePolicy; keyOf: (item: Item) => string; sizeMax: number };

export type SubscriberQueue<Item> = {
  push(item: Item): void;
  /** The next item; undefined once closed. Throws SUBSCRIPTION_LAGGED after an overflow. For one reader. */
  next(): Promise<Item | undefined>;
  close(): void;
};
