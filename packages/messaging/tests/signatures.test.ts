// Messages that the relay signs are believed; what others put on the broker is refused, kept and never applied.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { developmentMessageKeys } from '@bazaar/kit';
import { eventually } from '@bazaar/testkit';
import { createDeadLetters, createTailConsumer, type WireMessage } from '../src/index.ts';
import { signatureHeader } from '../src/signature.ts';
import { signedMessage } from '../src/testing.ts';
import {
  createDriver,
  createService,
  driverKinds,
  newOrderId,
  payloadOf,
  recordEffect,
  silent,
  type TestService,
} from './support.ts';

describe.each(driverKinds)('signatures: %s', (kind) => {
  let service: TestService;
  let orderId: string;

  beforeEach(async () => {
    service = await createService(createDriver(kind));
    orderId = newOrderId();
  });
  afterEach(() => service.close());

  const wire = (note: string, options: Parameters<typeof signedMessage>[3] = {}) =>
    signedMessage(service.contract, orderId, payloadOf(orderId, note), options);
  const unsigned = ({ headers, ...rest }: WireMessage): WireMessage => {
    const { [signatureHeader]: _, ...attributes } = headers;
    return { ...rest, headers: attributes };
  };
  const tampered = (message: WireMessage, note: string) => ({
    ...message,
    value: JSON.stringify(payloadOf(orderId, note)),
  });
  const letters = () => createDeadLetters(service.pool);
  const effectsAre = (notes: string[]) =>
    eventually(async () => expect(await service.effectsOf(orderId)).toEqual(notes));

  it('what nobody signed, was altered or comes from a foreign service is a dead letter with its code, and never applied', async () => {
    await service.startConsumer();
    await service.driver.publish([
      unsigned(wire('unsigned')),
      tampered(wire('said'), 'tampered'),
      wire('foreign', { source: '/bazaar/payment' }),
      wire('genuine'),
    ]);
    await effectsAre(['genuine']);
    const found = await letters().list();
    expect(found.map(({ errorCode, reason, parksKey }) => ({ errorCode, reason, parksKey }))).toEqual([
      { errorCode: 'SIGNATURE_MISSING', reason: 'poison', parksKey: false },
      { errorCode: 'SIGNATURE_INVALID', reason: 'poison', parksKey: false },
      { errorCode: 'SOURCE_NOT_ALLOWED', reason: 'poison', parksKey: false },
    ]);
  }, 60_000);

  it('neither a mirror among the dead letters nor a replay turns a forged message into a genuine one', async () => {
    const topics = { dlq: `${service.contract.topic}.dlq` };
    const mirrored: WireMessage[] = [];
    const subscription = await service.driver.subscribe({
      group: `order.mirrors.${orderId}`,
      topics: [topics.dlq],
      async onBatch(batch) {
        mirrored.push(...batch.messages);
        await batch.commit(batch.messages.at(-1)!.offset);
      },
    });
    await service.startConsumer();
    await service.startRelay();
    const nameless = unsigned(wire('forged'));
    delete nameless.headers['ce_source'];
    await service.driver.publish([nameless]);
    await eventually(() => expect(mirrored).toHaveLength(1));
    const [mirror] = mirrored;
    await service.driver.publish([
      { ...mirror!, topic: service.contract.topic, headers: withoutControl(mirror!) },
    ]);
    await eventually(async () => expect(await letters().list()).toHaveLength(1));

    expect(await letters().replayAll()).toBe(1);
    await eventually(async () => expect((await letters().list())[0]!.attempts).toBeGreaterThan(1));
    await service.driver.publish([wire('genuine')]);
    await effectsAre(['genuine']);
    await subscription.stop();
  }, 60_000);

  it('what PostgreSQL cannot store is a dead letter as well, and blocks nothing', async () => {
    await service.startConsumer();
    const odd = ['"\\u0000"', '"\\ud800"', ...(kind === 'kafka' ? ['\0', '{"a":"\0"}'] : [])];
    const { headers, ...rest } = wire('odd');
    const named = (id: string): Record<string, string> => ({ ...headers, ce_id: id });
    await service.driver.publish([
      ...odd.map((value, index) => ({ ...rest, value, headers: named(`odd-${index}`) })),
      ...(kind === 'kafka' ? [{ ...rest, headers: { ...named('nul\0'), other: '\0' } }] : []),
      wire('genuine'),
    ]);
    await effectsAre(['genuine']);
    expect(await letters().list()).toHaveLength(odd.length + (kind === 'kafka' ? 1 : 0));
  }, 60_000);

  it('a dead letter keeps the signature that it came with, and is believed when it is replayed', async () => {
    let isBroken = true;
    await service.startConsumer(async (tx, event) => {
      if (isBroken) throw new Error('out of luck');
      await recordEffect(tx, event);
    });
    await service.startRelay();
    await service.place(orderId, 'a', 'b');
    await eventually(async () => expect(await letters().list()).toHaveLength(2));
    isBroken = false;
    await letters().replayAll();
    await effectsAre(['a', 'b']);
  }, 60_000);

  it('only its own service may ask for a replay', async () => {
    let isBroken = true;
    const consumer = { group: `order.${newOrderId()}` };
    await service.startConsumer(async (tx, event) => {
      if (isBroken) throw new Error('out of luck');
      await recordEffect(tx, event);
    }, consumer);
    await service.startRelay({ source: '/bazaar/payment' });
    await service.driver.publish([wire('a')]);
    await eventually(async () => expect(await letters().list()).toHaveLength(1));
    isBroken = false;
    await letters().replayAll();
    await eventually(async () =>
      expect((await letters().list()).map(({ errorCode }) => errorCode)).toContain('SOURCE_NOT_ALLOWED'),
    );
    expect(await service.effectsOf(orderId)).toEqual([]);
  }, 60_000);

  it('keys rotate without a message that is refused', async () => {
    const [old, next] = ['2025', '2026'].map((name) => ({
      ...{ id: `order/${name}`, service: 'order' },
      secret: `the-secret-of-${name}-0123456789-0123456789`,
    }));
    await service.startConsumer(recordEffect, { keys: [old!, next!] });
    const before = await service.startRelay({ keys: [old!] });
    await service.place(orderId, 'a');
    await effectsAre(['a']);
    await before.stop();
    await service.startRelay({ keys: [next!, old!] });
    await service.place(orderId, 'b');
    await effectsAre(['a', 'b']);
    expect(await letters().list()).toEqual([]);
  }, 60_000);

  it('who only listens skips what is not signed', async () => {
    const heard: string[] = [];
    const tail = createTailConsumer({
      ...{ driver: service.driver, logger: silent, keys: developmentMessageKeys },
      ...{ group: `gateway.${orderId}`, topics: [service.contract.topic], fromBeginning: true },
      onEvent: (event) => void heard.push((event.data as { customerId: string }).customerId),
    });
    await tail.start();
    await service.driver.publish([
      unsigned(wire('unsigned')),
      tampered(wire('said'), 'tampered'),
      wire('genuine'),
    ]);
    await eventually(() => expect(heard).toEqual(['genuine']));
    await tail.stop();
  }, 60_000);
});

function withoutControl({ headers }: WireMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !name.startsWith('bazaar-') || name === signatureHeader),
  );
}
