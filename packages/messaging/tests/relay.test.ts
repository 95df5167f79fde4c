import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@bazaar/testkit';
import { orderSagaTimeoutV1 } from '@bazaar/events';
import { addToOutbox, outboxMessage, UndeliverableError, type MessageDriver } from '../src/index.ts';
import {
  createDriver,
  createService,
  driverKinds,
  newOrderId,
  ownTopic,
  type TestService,
} from './support.ts';

describe.each(driverKinds)('relay: %s', (kind) => {
  let service: TestService;
  let orderId: string;

  beforeEach(async () => {
    service = await createService(createDriver(kind));
    orderId = newOrderId();
  });
  afterEach(() => service.close());

  it('publishes what a transaction commits, and nothing of one that rolls back', async () => {
    await service.startConsumer();
    const relay = await service.startRelay();
    const failed = service.sql.transaction(async (tx) => {
      await addToOutbox(tx, [service.messageFor(orderId, 'rolled back')]);
      throw new Error('changed my mind');
    });
    await expect(failed).rejects.toThrow('changed my mind');
    await service.place(orderId, 'committed');
    relay.nudge();
    await eventually(async () => expect(await service.effectsOf(orderId)).toEqual(['committed']));
  }, 30_000);

  it('numbers the events of an aggregate without gaps, whatever rolls back', async () => {
    await service.place(orderId, 'a', 'b');
    await service.sql
      .transaction(async (tx) => {
        await addToOutbox(tx, [service.messageFor(orderId, 'lost')]);
        throw new Error('rolled back');
      })
      .catch(() => undefined);
    await service.place(orderId, 'c');
    const { rows } = await service.pool.query('select sequence from messaging.outbox order by position');
    expect(rows).toEqual([{ sequence: 1 }, { sequence: 2 }, { sequence: 3 }]);
  });

  it('refuses a payload that breaks its contract, before anything is written', async () => {
    const invalid = outboxMessage(service.contract, orderId, JSON.parse('{"orderId": 7}'), { tenantId: 't' });
    await expect(addToOutbox(service.sql, [invalid])).rejects.toThrow(/expected string/);
  });

  it('goes on where it was when the broker comes back, in order', async () => {
    let isDown = true;
    const flaky: MessageDriver = {
      ...service.driver,
      publish: (messages) =>
        isDown ? Promise.reject(new Error('broker is away')) : service.driver.publish(messages),
    };
    const relay = await service.startRelay({ driver: flaky });
    await service.startConsumer();
    await service.place(orderId, 'a', 'b', 'c');
    await eventually(() => expect(relay.metrics().failures).toBeGreaterThan(1));
    isDown = false;
    await eventually(async () => expect(await service.effectsOf(orderId)).toEqual(['a', 'b', 'c']));
  }, 30_000);

  it('a row that the broker refuses holds back its own aggregate only', async () => {
    const picky: MessageDriver = {
      ...service.driver,
      publish: (messages) =>
        messages.some((message) => message.value.includes('too large'))
          ? Promise.reject(new UndeliverableError('too large'))
          : service.driver.publish(messages),
    };
    const other = newOrderId();
    await service.place(orderId, 'too large', 'behind it');
    await service.place(other, 'x', 'y');
    await service.startConsumer();
    await service.startRelay({ driver: picky });
    await eventually(async () => expect(await service.effectsOf(other)).toEqual(['x', 'y']));
    const { rows } = await service.pool.query(
      'select attempts, last_error, published_at from messaging.outbox where aggregate_id = $1 order by position',
      [orderId],
    );
    expect(rows).toEqual([
      { attempts: expect.any(Number), last_error: 'too large', published_at: null },
      { attempts: 0, last_error: null, published_at: null },
    ]);
  }, 30_000);

  it('publishes a timer when it is due and not before', async () => {
    const contract = ownTopic(orderSagaTimeoutV1);
    const dueAt = Date.now() + 300;
    const timer = (id: string, availableAt: number) =>
      outboxMessage(
        contract,
        id,
        { orderId: id, step: 'stock', attempt: 1 },
        { tenantId: 't' },
        { availableAt: new Date(availableAt) },
      );
    await addToOutbox(service.sql, [timer('ord_late', dueAt + 3_600_000), timer('ord_soon', dueAt)]);
    const fired: { key: string; at: number }[] = [];
    const subscription = await service.driver.subscribe({
      group: `test.${randomUUID()}`,
      topics: [contract.topic],
      async onBatch(batch) {
        for (const message of batch.messages) fired.push({ key: message.key, at: Date.now() });
        await batch.commit(batch.messages.at(-1)!.offset);
      },
    });
    const relay = await service.startRelay();
    await eventually(() => expect(fired).toHaveLength(1));
    expect(fired[0]!.key).toBe('ord_soon');
    expect(fired[0]!.at).toBeGreaterThanOrEqual(dueAt);
    await relay.drained();
    expect(fired).toHaveLength(1);
    await subscription.stop();
  }, 30_000);

  it('hands its lanes to another relay when it stops', async () => {
    const first = await service.startRelay();
    await eventually(() => expect(first.metrics().lanesOwned).toBe(16));
    const second = await service.startRelay();
    await first.stop();
    await service.startConsumer();
    await service.place(orderId, 'a');
    await eventually(async () => expect(await service.effectsOf(orderId)).toEqual(['a']));
    expect(second.metrics().lanesOwned).toBe(16);
  }, 30_000);
});

describe('relay over the in-memory driver', () => {
  it('marks a row only when every group has committed it, so that a crash of the process loses nothing', async () => {
    const orderId = newOrderId();
    const service = await createService(createDriver('memory'));
    const gate = Promise.withResolvers<void>();
    await service.startConsumer(() => gate.promise);
    const relay = await service.startRelay();
    await service.place(orderId, 'a');
    await eventually(() => expect(relay.metrics().published).toBe(1));
    const unpublished = 'select count(*)::int as count from messaging.outbox where published_at is null';
    expect((await service.pool.query(unpublished)).rows).toEqual([{ count: 1 }]);
    gate.resolve();
    await eventually(async () =>
      expect((await service.pool.query(unpublished)).rows).toEqual([{ count: 0 }]),
    );
    await service.close();
  }, 30_000);
});
