// The events of one aggregate are applied in the order in which they were said, whatever is lost, late or repeated.
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  inventoryStockCommittedV1,
  orderConfirmedV1,
  paymentUnknownV1,
  type EventEnvelope,
} from '@bazaar/events';
import { eventually } from '@bazaar/testkit';
import {
  createDeadLetters,
  implementHandler,
  PoisonError,
  type SqlExecutor,
  type WireMessage,
} from '../src/index.ts';
import { publishAs, signedMessage } from '../src/testing.ts';
import {
  createDriver,
  createService,
  driverKinds,
  newOrderId,
  payloadOf,
  recordEffect,
  type TestService,
} from './support.ts';

describe.each(driverKinds)('sequence: %s', (kind) => {
  let service: TestService;
  let orderId: string;

  beforeEach(async () => {
    service = await createService(createDriver(kind));
    orderId = newOrderId();
  });
  afterEach(() => service.close());

  type Options = NonNullable<Parameters<typeof signedMessage>[3]>;
  const nth = (sequence: number, options: Options = {}, key = orderId): WireMessage =>
    signedMessage(service.contract, key, payloadOf(key, String(sequence)), { sequence, ...options });
  const publish = (...messages: WireMessage[]) => service.driver.publish(messages);
  const letters = () => createDeadLetters(service.pool);
  const codes = async () => (await letters().list()).map(({ errorCode }) => errorCode);
  const effectsAre = (notes: string[], key = orderId) =>
    eventually(async () => expect(await service.effectsOf(key)).toEqual(notes));

  it('a gap holds back what follows it, others pass, and what fills it releases all in order', async () => {
    await service.startConsumer();
    const other = newOrderId();
    await publish(nth(1), nth(4), nth(5), nth(1, {}, other), nth(2, {}, other));
    await effectsAre(['1', '2'], other);
    await eventually(async () => expect(await codes()).toEqual(['SEQUENCE_GAP', 'KEY_PARKED']));
    await effectsAre(['1']);
    await publish(nth(3));
    await eventually(async () => expect(await codes()).toHaveLength(3));
    await effectsAre(['1']);
    await publish(nth(2));
    await effectsAre(['1', '2', '3', '4', '5']);
    await eventually(async () => expect(await codes()).toEqual([]));
    await publish(nth(6));
    await effectsAre(['1', '2', '3', '4', '5', '6']);
  }, 60_000);

  it('a gap is still held by the member that takes the partition over', async () => {
    const group = `order.${randomUUID()}`;
    const first = await service.startConsumer(recordEffect, { group });
    await publish(nth(1), nth(3));
    await eventually(async () => expect(await codes()).toEqual(['SEQUENCE_GAP']));
    await first.stop();
    await service.startConsumer(recordEffect, { group });
    await publish(nth(4), nth(2));
    await effectsAre(['1', '2', '3', '4']);
  }, 60_000);

  it('an operator may decide that what is missing will not come; the next gap holds again', async () => {
    await service.startConsumer();
    await service.startRelay();
    await publish(nth(1), nth(3), nth(4), nth(6));
    await eventually(async () => expect(await codes()).toEqual(['SEQUENCE_GAP', 'KEY_PARKED', 'KEY_PARKED']));
    await letters().replayAll();
    await effectsAre(['1', '3', '4']);
    await eventually(async () => expect(await codes()).toEqual(['SEQUENCE_GAP']));
    await publish(nth(5));
    await effectsAre(['1', '3', '4', '5', '6']);
    // What was given up and comes after all is for people to look at, not dropped.
    await publish(nth(2));
    await eventually(async () => expect(await codes()).toEqual(['SEQUENCE_PASSED']));
    await letters().replayAll();
    await effectsAre(['1', '3', '4', '5', '6', '2']);
  }, 60_000);

  it('a repetition does nothing, even one that the inbox has forgotten', async () => {
    await service.startConsumer();
    const long = new Date(Date.now() - 15 * 24 * 3_600_000).toISOString();
    const [first, second] = [nth(1, { time: long }), nth(2)];
    await publish(first, second);
    await effectsAre(['1', '2']);
    await service.pool.query('delete from messaging.inbox where event_id = $1', [first.headers['ce_id']]);
    await publish(first, second, nth(3));
    await effectsAre(['1', '2', '3']);
    expect(await codes()).toEqual([]);
  }, 60_000);

  it('a consumer that starts late begins where it does, and keeps the order from there', async () => {
    await service.startConsumer();
    await publish(nth(7), nth(8), nth(10));
    await effectsAre(['7', '8']);
    await eventually(async () => expect(await codes()).toEqual(['SEQUENCE_GAP']));
    await publish(nth(9));
    await effectsAre(['7', '8', '9', '10']);
  }, 60_000);

  it('types that a consumer ignores count, also within and after a gap', async () => {
    const ignored = { ...orderConfirmedV1, topic: service.contract.topic };
    const confirmation = {
      orderId,
      customerId: 'x',
      number: 'B-1',
      total: { amountMinor: '1', currency: 'EUR' },
    };
    const skip = (sequence: number) =>
      signedMessage(ignored, orderId, { ...confirmation, lines: [] }, { sequence });
    await service.startConsumer();
    await publish(skip(1), nth(2), skip(3), nth(4), skip(6), nth(7));
    await effectsAre(['2', '4']);
    await eventually(async () => expect(await codes()).toEqual(['SEQUENCE_GAP', 'KEY_PARKED']));
    await publish(nth(5), skip(5));
    await effectsAre(['2', '4', '5', '7']);
    expect(await codes()).toEqual([]);
  }, 60_000);

  it('poison has had its turn: what follows is applied, and a replay of it comes when it comes', async () => {
    let isBroken = true;
    await service.startConsumer(async (tx, event) => {
      if (isBroken && event.data.customerId === '2') throw new PoisonError('INVARIANT');
      await recordEffect(tx, event);
    });
    await service.startRelay();
    await publish(nth(1), nth(2), nth(3));
    await effectsAre(['1', '3']);
    expect(await codes()).toEqual(['INVARIANT']);
    isBroken = false;
    await letters().replayAll();
    await effectsAre(['1', '3', '2']);
    await publish(nth(4));
    await effectsAre(['1', '3', '2', '4']);
  }, 60_000);

  it('a forged message takes nobody’s turn', async () => {
    await service.startConsumer();
    await publish(nth(1), { ...nth(2), value: '{}' }, nth(2), nth(3));
    await effectsAre(['1', '2', '3']);
    expect(await codes()).toEqual(['SIGNATURE_INVALID']);
  }, 60_000);

  it('two services that speak about one aggregate on one topic count for themselves', async () => {
    const { topic } = service.contract;
    const committed = { ...inventoryStockCommittedV1, topic };
    const unknown = { ...paymentUnknownV1, topic };
    const note = (tx: SqlExecutor, event: EventEnvelope) =>
      tx.query('insert into effect (key, note) values ($1, $2)', [
        orderId,
        `${event.source} ${event.sequence}`,
      ]);
    const handlers = [committed, unknown].map((contract) =>
      implementHandler(contract, async (tx: SqlExecutor, event) => void (await note(tx, event))),
    );
    await service.startConsumer(recordEffect, { handlers });
    const ofStock = (sequence: number) => signedMessage(committed, orderId, { orderId }, { sequence });
    const ofPayment = (sequence: number) =>
      signedMessage(unknown, orderId, { orderId, paymentId: 'pay_1' }, { sequence });
    await publish(ofStock(1), ofPayment(1), ofPayment(2), ofStock(2));
    await effectsAre(
      ['inventory 1', 'payment 1', 'payment 2', 'inventory 2'].map((note) => `/bazaar/${note}`),
    );
  }, 60_000);

  it('where order does not matter, nothing is held back', async () => {
    await service.startConsumer(recordEffect, { ordering: 'none' });
    await publish(nth(1), nth(3), nth(2));
    await effectsAre(['1', '3', '2']);
  }, 60_000);

  it('what the relay publishes has no gaps, and a failing message is waited for by its successors', async () => {
    let isBroken = true;
    await service.startConsumer(async (tx, event) => {
      if (isBroken && event.data.customerId === 'b') throw new Error('out of luck');
      await recordEffect(tx, event);
    });
    await service.startRelay();
    await service.place(orderId, 'a', 'b', 'c');
    await eventually(async () => expect(await codes()).toEqual(['HANDLER_FAILED', 'KEY_PARKED']));
    isBroken = false;
    await publishAs(service.driver, service.contract, orderId, payloadOf(orderId, 'out of order'));
    await letters().replayAll();
    await effectsAre(['a', 'b', 'c', 'out of order']);
  }, 60_000);
});
