import { describe, expect, it } from '@jest/globals';
import { createSubscriberQueue, type QueuePolicy } from './subscriber-queue.ts';

type Item = { key: string; value: number };
const queueOf = (policy: QueuePolicy, sizeMax = 3) =>
  createSubscriberQueue<Item>({ policy, keyOf: ({ key }) => key, sizeMax });
const items = (...keys: string[]) => keys.map((key, value) => ({ key, value }));

describe('a subscriber’s queue', () => {
  it('keeps everything in order', async () => {
    const queue = queueOf('all');
    for (const item of items('a', 'a', 'b')) queue.push(item);
    expect([await queue.next(), await queue.next(), await queue.next()]).toEqual(items('a', 'a', 'b'));
  });

  it('ends with a resumable error when it overflows, and keeps nothing', async () => {
    const queue = queueOf('all');
    for (const item of items('a', 'a', 'a', 'a', 'a')) queue.push(item);
    await expect(queue.next()).rejects.toMatchObject({
      extensions: { code: 'SUBSCRIPTION_LAGGED', resumable: true },
    });
  });

  it('keeps the latest of each key, however many come', async () => {
    const queue = queueOf('latest');
    for (const item of items('a', 'b', 'a', 'a', 'b', 'a')) queue.push(item);
    expect([await queue.next(), await queue.next()]).toEqual([
      { key: 'a', value: 5 },
      { key: 'b', value: 4 },
    ]);
  });

  it('wakes its reader for an item, and for the end', async () => {
    const queue = queueOf('all');
    const first = queue.next();
    queue.push({ key: 'a', value: 1 });
    expect(await first).toEqual({ key: 'a', value: 1 });
    const second = queue.next();
    queue.close();
    expect(await second).toBeUndefined();
    queue.push({ key: 'a', value: 2 });
    expect(await queue.next()).toBeUndefined();
  });
});
