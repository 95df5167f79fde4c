// What every transport promises, asked of each that this machine has.
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@bazaar/testkit';
import type { MessageBatch, MessageDriver, ReceivedMessage, SubscribeOptions } from '../src/index.ts';
import { partitionsPerTopic } from '@bazaar/events';
import { partitionOf } from '../src/partitioner.ts';
import { createDriver, driverKinds } from './support.ts';

const seconds = 1000;

describe.each(driverKinds)('driver guarantees: %s', (kind) => {
  let driver: MessageDriver;
  let topic: string;

  beforeEach(async () => {
    driver = createDriver(kind);
    topic = `test-${randomUUID()}`;
    await driver.connect();
    await driver.ensureTopics([topic]);
  });
  afterEach(() => driver.close());

  const publish = (...pairs: [key: string, value: string][]) =>
    driver.publish(
      pairs.map(([key, value]) => ({ topic, key, value: JSON.stringify(value), headers: { ce_id: value } })),
    );

  async function record(options: Partial<SubscribeOptions> = {}) {
    const received: ReceivedMessage[] = [];
    const subscription = await driver.subscribe({
      group: `test.${randomUUID()}`,
      topics: [topic],
      async onBatch(batch) {
        received.push(...batch.messages);
        await commitAll(batch);
      },
      ...options,
    });
    return {
      received,
      subscription,
      values: () => received.map((message) => JSON.parse(message.value) as string),
    };
  }

  it(
    'delivers a key in order, on the partition that the shared partitioner names, headers unchanged',
    async () => {
      const { received, subscription, values } = await record();
      for (let index = 0; index < 50; index += 1) await publish(['order-7', `v${index}`]);
      await eventually(() => expect(received).toHaveLength(50));
      expect(values()).toEqual(Array.from({ length: 50 }, (_, index) => `v${index}`));
      expect(new Set(received.map((message) => message.partition))).toEqual(
        new Set([partitionOf('order-7', 12)]),
      );
      expect(received[3]!.headers).toEqual({ ce_id: 'v3' });
      await subscription.stop();
    },
    30 * seconds,
  );

  it(
    'gives each group everything, and each message of a group to one member',
    async () => {
      const keys = Array.from({ length: 60 }, (_, index): [string, string] => [`key-${index}`, `v${index}`]);
      const group = `test.${randomUUID()}`;
      const other = await record();
      const first = await record({ group });
      const second = await record({ group });
      await publish(...keys);
      await eventually(() => expect(other.received).toHaveLength(60), { timeoutMs: 20 * seconds });
      await eventually(() => expect(new Set([...first.values(), ...second.values()]).size).toBe(60), {
        timeoutMs: 20 * seconds,
      });
      for (const { subscription } of [first, second, other]) await subscription.stop();
    },
    60 * seconds,
  );

  it(
    'continues after the last commit, within a member and with the next one',
    async () => {
      const group = `test.${randomUUID()}`;
      await publish(['k', 'a'], ['k', 'b'], ['k', 'c']);
      const firsts: string[] = [];
      const member = await record({
        group,
        async onBatch(batch) {
          firsts.push(batch.messages[0]!.headers.ce_id!);
          await batch.commit(batch.messages[0]!.offset);
        },
      });
      await eventually(() => expect(firsts).toEqual(['a', 'b', 'c']), { timeoutMs: 20 * seconds });
      await member.subscription.idle();
      await member.subscription.stop();
      await publish(['k', 'd']);
      const next = await record({ group });
      await eventually(() => expect(next.values()).toEqual(['d']), { timeoutMs: 20 * seconds });
      await next.subscription.stop();
    },
    60 * seconds,
  );

  it(
    'delivers a batch again whose handling was rejected',
    async () => {
      let rejections = 2;
      const seen: string[] = [];
      const { subscription } = await record({
        async onBatch(batch) {
          if (rejections-- > 0) throw new Error('not now');
          seen.push(...batch.messages.map((message) => message.headers.ce_id!));
          await commitAll(batch);
        },
      });
      await publish(['k', 'a']);
      await eventually(() => expect(seen).toEqual(['a']), { timeoutMs: 20 * seconds });
      await subscription.stop();
    },
    60 * seconds,
  );

  it(
    'drains on stop: the batch in hand is finished and not delivered again',
    async () => {
      const group = `test.${randomUUID()}`;
      const gate = Promise.withResolvers<void>();
      const started = Promise.withResolvers<void>();
      const slow = await record({
        group,
        async onBatch(batch) {
          started.resolve();
          await gate.promise;
          await commitAll(batch);
        },
      });
      await publish(['k', 'a']);
      await started.promise;
      const stopped = slow.subscription.stop();
      gate.resolve();
      await stopped;
      const next = await record({ group });
      await publish(['k', 'b']);
      await eventually(() => expect(next.values()).toContain('b'), { timeoutMs: 20 * seconds });
      expect(next.values()).toEqual(['b']);
      await next.subscription.stop();
    },
    60 * seconds,
  );

  it(
    'tells how far its group is behind, by partition, and that nothing is left once all is committed',
    async () => {
      const gate = Promise.withResolvers<void>();
      const slow = await record({
        async onBatch(batch) {
          await gate.promise;
          await commitAll(batch);
        },
      });
      await publish(['k', 'a'], ['k', 'b']);
      const partition = partitionOf('k', partitionsPerTopic);
      const behind = async () => (await slow.subscription.lag()).filter(({ lag }) => lag > 0);
      await eventually(async () => expect(await behind()).toEqual([{ topic, partition, lag: 2 }]));
      gate.resolve();
      await eventually(async () => expect(await behind()).toEqual([]));
      expect(await slow.subscription.lag()).toHaveLength(partitionsPerTopic);
      await slow.subscription.stop();
    },
    60 * seconds,
  );

  it(
    'begins at the end where a group asks for it',
    async () => {
      await publish(['k', 'before']);
      const ready = Promise.withResolvers<void>();
      const tail = await record({
        fromBeginning: false,
        onStatus: (status) => status === 'ready' && ready.resolve(),
      });
      await ready.promise;
      // On Kafka the end is looked up after the group was joined: what comes before that look-up is "before" as well.
      await eventually(async () => {
        await publish(['k', 'after']);
        expect(tail.received.length).toBeGreaterThan(0);
      });
      expect(tail.values()).not.toContain('before');
      await tail.subscription.stop();
    },
    60 * seconds,
  );

  it(
    'holds a paused topic back and goes on from there',
    async () => {
      const tail = await record();
      await publish(['k', 'a']);
      await eventually(() => expect(tail.values()).toEqual(['a']), { timeoutMs: 20 * seconds });
      tail.subscription.pause(topic);
      const witness = await record();
      await publish(['k', 'b']);
      await eventually(() => expect(witness.values()).toEqual(['a', 'b']), { timeoutMs: 20 * seconds });
      expect(tail.values()).toEqual(['a']);
      tail.subscription.resume(topic);
      await eventually(() => expect(tail.values()).toEqual(['a', 'b']), { timeoutMs: 20 * seconds });
      await tail.subscription.stop();
      await witness.subscription.stop();
    },
    60 * seconds,
  );
});

const commitAll = (batch: MessageBatch) => batch.commit(batch.messages.at(-1)!.offset);
