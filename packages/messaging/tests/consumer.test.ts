import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { developmentMessageKeys } from '@bazaar/kit';
import { eventually } from '@bazaar/testkit';
import { ceType } from '@bazaar/events';
import {
  consumerComponent,
  createDeadLetters,
  createMemoryDriver,
  createTailConsumer,
  PoisonError,
  type WireMessage,
} from '../src/index.ts';
import { currentEvent } from '../src/current-event.ts';
import { signedMessage } from '../src/testing.ts';
import { brokers } from './config.ts';
import {
  createDriver,
  createService,
  driverKinds,
  newOrderId,
  payloadOf,
  recordEffect,
  silent,
  type OrderEvent,
  type TestService,
} from './support.ts';

describe.each(driverKinds)('consumer: %s', (kind) => {
  let service: TestService;
  let orderId: string;

  beforeEach(async () => {
    service = await createService(createDriver(kind));
    orderId = newOrderId();
  });
  afterEach(() => service.close());

  const wire = (note: string, options: Parameters<typeof signedMessage>[3] = {}): WireMessage =>
    signedMessage(service.contract, orderId, payloadOf(orderId, note), {
      ...{ tenantId: 'tenant', correlationId: 'saga-1' },
      ...options,
    });
  const effectsAre = (notes: string[], id = orderId) =>
    eventually(async () => expect(await service.effectsOf(id)).toEqual(notes), { timeoutMs: 20_000 });

  it('applies a message once, however often it is delivered', async () => {
    const message = wire('once');
    await service.startConsumer();
    await service.driver.publish([message, message]);
    await service.driver.publish([message, wire('last')]);
    await effectsAre(['once', 'last']);
  }, 30_000);

  it('a crash between handling and commit leaves no effect, and the message is applied again', async () => {
    let crashes = 2;
    await service.startConsumer(recordEffect, {
      retriesMax: 3,
      transaction: (fn) =>
        service.sql.transaction(async (tx) => {
          const result = await fn(tx, tx);
          if (crashes-- > 0) throw new Error('the connection died before the commit');
          return result;
        }),
    });
    await service.driver.publish([wire('a'), wire('b')]);
    await effectsAre(['a', 'b']);
  }, 30_000);

  it('what a handler adds to the outbox names the message as its cause and keeps the correlation', async () => {
    const seen: (OrderEvent | undefined)[] = [];
    await service.startConsumer(async (tx, event) => {
      expect(currentEvent()?.id).toBe(event.id);
      seen.push(event);
      await recordEffect(tx, event);
    });
    await service.driver.publish([wire('a')]);
    await effectsAre(['a']);
    expect(seen[0]).toMatchObject({
      tenantId: 'tenant',
      correlationId: 'saga-1',
      type: ceType(service.contract),
    });
  }, 30_000);

  it('a parked key keeps its later events back, others pass, and a replay releases it in order', async () => {
    let isBroken = true;
    const other = newOrderId();
    await service.startConsumer(async (tx, event) => {
      if (isBroken && event.data.customerId === 'b') throw new Error('out of luck');
      await recordEffect(tx, event);
    });
    await service.startRelay();
    await service.place(orderId, 'a', 'b', 'c', 'd');
    await service.place(other, 'x');
    await effectsAre(['x'], other);
    const letters = createDeadLetters(service.pool);
    await eventually(async () =>
      expect((await letters.list()).map((letter) => letter.reason)).toEqual(['exhausted', 'held', 'held']),
    );
    await effectsAre(['a']);

    // A replay that fails again changes nothing about the order.
    const [exhausted] = await letters.list();
    expect(await letters.replay(exhausted!.id)).toBe(1);
    await eventually(async () => expect((await letters.show(exhausted!.id))!.attempts).toBe(2));
    await effectsAre(['a']);

    isBroken = false;
    expect(await letters.replayAll()).toBe(3);
    await service.place(orderId, 'e');
    await effectsAre(['a', 'b', 'c', 'd', 'e']);
    await eventually(async () => expect(await letters.list()).toEqual([]));
    await service.place(orderId, 'f');
    await effectsAre(['a', 'b', 'c', 'd', 'e', 'f']);
  }, 60_000);

  it('a parked key stays parked for the member that takes its partition over', async () => {
    const group = `order.${randomUUID()}`;
    const broken = await service.startConsumer(() => Promise.reject(new Error('broken release')), { group });
    await service.driver.publish([wire('a')]);
    const letters = createDeadLetters(service.pool);
    await eventually(async () => expect(await letters.list()).toHaveLength(1), { timeoutMs: 20_000 });
    await broken.stop();
    await service.startConsumer(recordEffect, { group });
    await service.driver.publish([wire('b')]);
    await eventually(async () => expect(await letters.list()).toHaveLength(2), { timeoutMs: 20_000 });
    expect(await service.effectsOf(orderId)).toEqual([]);
    await service.startRelay();
    await letters.replayAll();
    await effectsAre(['a', 'b']);
  }, 60_000);

  it('poison goes to the dead letters at once, as it came, in the table and in the topic, and the rest goes on', async () => {
    const mirrored: WireMessage[] = [];
    const subscription = await service.driver.subscribe({
      group: `order.${randomUUID()}`,
      topics: [`${service.contract.topic}.dlq`],
      async onBatch(batch) {
        mirrored.push(...batch.messages);
        await batch.commit(batch.messages.at(-1)!.offset);
      },
    });
    const consumer = { group: `order.${randomUUID()}`, retriesMax: 5 };
    await service.startConsumer(async (tx, event) => {
      if (event.data.customerId === 'bad') throw new PoisonError('INVARIANT', 'can never be');
      await recordEffect(tx, event);
    }, consumer);
    await service.startRelay();
    const noJson = wire('', { value: '{"half": ' });
    const noSchema = wire('', { value: '{"orderId": 7}' });
    const rejected = wire('bad');
    await service.driver.publish([noJson, noSchema, rejected, wire('good')]);
    await effectsAre(['good']);

    const letters = await createDeadLetters(service.pool).list({ consumer: consumer.group });
    expect(letters.map((letter) => letter.errorCode)).toEqual(['NOT_JSON', 'SCHEMA_INVALID', 'INVARIANT']);
    expect(letters.map((letter) => letter.value)).toEqual([noJson.value, noSchema.value, rejected.value]);
    expect(letters[2]).toMatchObject({
      headers: rejected.headers,
      key: orderId,
      attempts: 1,
      reason: 'poison',
    });
    await eventually(() => expect(mirrored).toHaveLength(3), { timeoutMs: 20_000 });
    expect(mirrored[2]!.headers).toMatchObject({
      ...rejected.headers,
      'bazaar-consumer': consumer.group,
      'bazaar-error-code': 'INVARIANT',
      'bazaar-attempts': '1',
    });
    await subscription.stop();
  }, 60_000);

  it('where order does not matter, a failure moves through the retry topics and others pass it', async () => {
    let isBroken = true;
    await service.startConsumer(
      async (tx, event) => {
        if (isBroken && event.data.customerId === 'a') throw new Error('mail server is away');
        await recordEffect(tx, event);
      },
      { ordering: 'none' },
    );
    const relay = await service.startRelay();
    // Not as PostgreSQL would write their JSON: what is tried again later has to be the signed text.
    await service.driver.publish([wire('a'), wire('b')]);
    await effectsAre(['b']);
    const waiting = `select topic, headers->>'bazaar-retry-stage' as stage, available_at > now() + interval '8 s' as late
      from messaging.outbox where topic like '%retry%' and published_at is null`;
    await eventually(async () =>
      expect((await service.pool.query(waiting)).rows).toEqual([
        { topic: `${service.contract.topic}.retry.10s`, stage: '1', late: true },
      ]),
    );
    await bringForward();
    await eventually(async () =>
      expect((await service.pool.query(waiting)).rows).toMatchObject([{ stage: '2', late: true }]),
    );
    isBroken = false;
    await bringForward();
    await effectsAre(['b', 'a']);

    async function bringForward() {
      await service.pool.query('update messaging.outbox set available_at = now() where published_at is null');
      relay.nudge();
    }
  }, 60_000);

  it('after the last retry topic it is a dead letter that parks nothing', async () => {
    await service.startConsumer(() => Promise.reject(new Error('never works')), { ordering: 'none' });
    const relay = await service.startRelay();
    await service.place(orderId, 'a');
    const letters = createDeadLetters(service.pool);
    await eventually(
      async () => {
        await service.pool.query(
          'update messaging.outbox set available_at = now() where published_at is null',
        );
        relay.nudge();
        expect(await letters.list()).toMatchObject([{ reason: 'exhausted', parksKey: false }]);
      },
      { timeoutMs: 20_000 },
    );
    const [letter] = await letters.list();
    expect(letter!.topic).toBe(`${service.contract.topic}.retry.1h`);
  }, 60_000);

  it('while the database is away it waits, and counts no attempt', async () => {
    let outages = 3;
    await service.startConsumer(recordEffect, {
      retriesMax: 0,
      transaction: (fn) =>
        outages-- > 0
          ? Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }))
          : service.sql.transaction((tx) => fn(tx, tx)),
    });
    await service.driver.publish([wire('a')]);
    await effectsAre(['a']);
    expect(await createDeadLetters(service.pool).list()).toEqual([]);
  }, 30_000);

  it('handles different keys of a partition concurrently and one key strictly in turn', async () => {
    const running = new Map<string, string>();
    const overtaken: string[] = [];
    let runningMax = 0;
    await service.startConsumer(async (tx, event) => {
      const other = running.get(event.subject);
      if (other !== undefined && other !== event.id) overtaken.push(event.subject);
      running.set(event.subject, event.id);
      runningMax = Math.max(runningMax, running.size);
      try {
        await tx.query('select pg_sleep(0.005)');
        await recordEffect(tx, event);
      } finally {
        running.delete(event.subject);
      }
    });
    // The first batch of a partition is handled one by one: it may be a redelivery.
    await service.driver.publish([wire('first')]);
    await effectsAre(['first']);
    const keys = Array.from({ length: 40 }, newOrderId);
    const rounds = () =>
      keys.flatMap((key) =>
        ['1', '2', '3'].map((note) => signedMessage(service.contract, key, payloadOf(key, note))),
      );
    await service.driver.publish(rounds());
    for (const key of keys) await effectsAre(['1', '2', '3'], key);
    await service.driver.publish(rounds());
    for (const key of keys) await effectsAre(['1', '2', '3', '1', '2', '3'], key);
    expect(overtaken).toEqual([]);
    expect(runningMax).toBeGreaterThan(1);
    expect(runningMax).toBeLessThanOrEqual(8);
  }, 60_000);
});

describe('a message that ends its process', () => {
  it('is recognised after three deliveries, and its neighbours pass', async () => {
    const service = await createService(createMemoryDriver());
    const [killer, neighbour] = [newOrderId(), newOrderId()];
    const group = `order.${randomUUID()}`;
    const ended = new AbortController();
    const letters = createDeadLetters(service.pool);
    await service.place(killer, 'kills');
    await service.place(neighbour, 'harmless');
    // Each round is a new process: a new in-memory broker, to which the outbox publishes what is not marked.
    for (let round = 1; round <= 4; round += 1) {
      const driver = createMemoryDriver();
      let isDead = false;
      await service.startConsumer(
        async (tx, event) => {
          if (event.subject !== killer) return recordEffect(tx, event);
          isDead = true;
          await new Promise((_, reject) =>
            ended.signal.addEventListener('abort', () => reject(new Error('ended'))),
          );
        },
        { group, driver },
      );
      const relay = await service.startRelay({ driver });
      await eventually(async () => expect(isDead || (await letters.list()).length > 0).toBe(true));
      await relay.stop();
      // With a process its connections end.
      await service.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and state = 'idle in transaction'`,
      );
    }
    expect(await letters.list()).toMatchObject([
      { key: killer, errorCode: 'PROCESS_CRASHED', reason: 'exhausted' },
    ]);
    await eventually(async () => expect(await service.effectsOf(neighbour)).toEqual(['harmless']));
    ended.abort();
    await service.close();
  }, 30_000);
});

(brokers ? describe : describe.skip)('a consumer of Kafka whose every attempt is fatal', () => {
  it('is begun anew, and after the third crash in a row has failed for good', async () => {
    const service = await createService(createDriver('kafka'));
    let attempts = 0;
    const consumer = createTailConsumer({
      ...{ driver: service.driver, logger: silent, keys: developmentMessageKeys },
      ...{ group: `gateway.${randomUUID()}`, topics: [service.contract.topic], fromBeginning: true },
      onEvent: () => {
        attempts += 1;
        // kafkajs takes this one for a mistake in the code, which no repetition mends.
        throw new TypeError('a mistake');
      },
    });
    await consumer.start();
    const component = consumerComponent(consumer);
    await component.check!();
    await service.driver.publish([signedMessage(service.contract, 'ord_1', payloadOf('ord_1', 'a'))]);
    expect(await component.failed).toMatchObject({ message: expect.stringContaining('crashed for good') });
    expect(attempts).toBe(3);
    await expect(component.check!()).rejects.toThrow('crashed for good');
    await consumer.stop();
    await service.close();
  }, 60_000);
});
