import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@bazaar/testkit';
import Stripe from 'stripe';
import { createPaymentSimulator, type PaymentSimulator, type SimulatorConfig } from '../src/index.ts';

const secret = 'whsec_test_secret_of_the_simulator';
const running: { stop(): Promise<void> }[] = [];
let inbox: Inbox;

beforeEach(async () => {
  inbox = await openInbox();
});
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
});

describe('the page for people', () => {
  it('shows what was asked for, with nothing that could run', async () => {
    const { stripe, simulator } = await start();
    await authorize(stripe, 'pm_card_visa', { order_id: '<script>alert(1)</script>' });
    const response = await fetch(simulator.url());
    const text = await response.text();
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(text).toContain('€25.00');
    expect(text).toContain('requires_capture');
    expect(text).not.toContain('<script');
  });
});

describe('payment intents', () => {
  it('are authorised, captured in part and refunded in part', async () => {
    const { stripe, simulator } = await start();
    const intent = await authorize(stripe, 'pm_card_visa', { order_id: 'ord_1' });
    expect(intent).toMatchObject({ status: 'requires_capture', amount_capturable: 2500 });
    await stripe.paymentIntents.capture(intent.id, { amount_to_capture: 2000 });
    await stripe.refunds.create({ payment_intent: intent.id, amount: 500 });
    await expect(stripe.refunds.create({ payment_intent: intent.id, amount: 1501 })).rejects.toMatchObject({
      code: 'amount_too_large',
    });
    expect((await stripe.refunds.list({ payment_intent: intent.id })).data).toHaveLength(1);
    expect(simulator.orders()).toEqual([
      {
        orderId: 'ord_1',
        intents: 1,
        charges: 1,
        captures: 1,
        authorizedMinor: 2500,
        capturedMinor: 2000,
        refundedMinor: 500,
        heldMinor: 0,
      },
    ]);
  });

  it('give a hold back when canceled, and then refuse everything', async () => {
    const { stripe, simulator } = await start();
    const { id } = await authorize(stripe, 'pm_card_visa', { order_id: 'ord_1' });
    expect((await stripe.paymentIntents.cancel(id)).status).toBe('canceled');
    expect(simulator.orders()[0]).toMatchObject({ heldMinor: 0, captures: 0 });
    await expect(stripe.paymentIntents.capture(id)).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
  });

  it('are found by metadata, by list and by search', async () => {
    const { stripe } = await start();
    await authorize(stripe, 'pm_card_visa', { order_id: 'ord_1' });
    const second = await authorize(stripe, 'pm_card_visa', { order_id: 'ord_2' });
    const found = await stripe.paymentIntents.search({ query: 'metadata["order_id"]:"ord_2"' });
    expect(found.data.map((each) => each.id)).toEqual([second.id]);
    const firstPage = await stripe.paymentIntents.list({ limit: 1 });
    expect(firstPage).toMatchObject({ has_more: true, data: [{ id: second.id }] });
  });

  it('answer a refused card in the shape of Stripe', async () => {
    const { stripe } = await start();
    await expect(authorize(stripe, 'pm_card_visa_chargeDeclined')).rejects.toMatchObject({
      type: 'StripeCardError',
      statusCode: 402,
      code: 'card_declined',
      decline_code: 'generic_decline',
      payment_intent: { status: 'requires_payment_method' },
    });
    await expect(authorize(stripe, 'pm_card_none')).rejects.toMatchObject({ code: 'resource_missing' });
    await expect(stripe.paymentIntents.create({ amount: -1, currency: 'eur' })).rejects.toMatchObject({
      param: 'amount',
    });
  });
});

describe('3-D Secure', () => {
  it.each([
    ['complete', 'requires_capture'],
    ['fail', 'requires_payment_method'],
  ])('is decided at the page: %s', async (outcome, status) => {
    const { stripe } = await start();
    const intent = await authorize(stripe, 'pm_card_authenticationRequired');
    const { url } = intent.next_action!.redirect_to_url!;
    expect(await (await fetch(url!)).text()).toContain('value="complete"');
    const answer = await fetch(url!, { method: 'POST', body: `outcome=${outcome}`, redirect: 'manual' });
    expect(answer.headers.get('location')).toMatch(/^https:\/\/shop\.example\/back\?payment_intent=pi_/);
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe(status);
    expect(await (await fetch(url!)).text()).not.toContain('<form');
  });

  it('is decided by a script', async () => {
    const { stripe, url } = await start();
    const { id } = await authorize(stripe, 'pm_card_authenticationRequired');
    await fetch(`${url}/test/payment_intents/${id}/authenticate`, { method: 'POST' });
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe('requires_capture');
  });
});

describe('idempotency keys', () => {
  it('give one effect and equal answers, and refuse other parameters', async () => {
    const { stripe, simulator } = await start();
    const create = (amount: number) =>
      stripe.paymentIntents.create({ amount, currency: 'eur' }, { idempotencyKey: 'key-1' });
    const [first, second] = [await create(100), await create(100)];
    expect(second).toEqual(first);
    expect(simulator.orders()[0]!.intents).toBe(1);
    await expect(create(101)).rejects.toMatchObject({ type: 'StripeIdempotencyError' });
  });

  it('keep a refused card refused', async () => {
    const { stripe, simulator } = await start();
    const { id } = await stripe.paymentIntents.create({ amount: 100, currency: 'eur' });
    const confirm = () =>
      stripe.paymentIntents.confirm(
        id,
        { payment_method: 'pm_card_visa_chargeDeclined' },
        { idempotencyKey: 'key-2' },
      );
    await expect(confirm()).rejects.toMatchObject({ code: 'card_declined' });
    await expect(confirm()).rejects.toMatchObject({ code: 'card_declined' });
    expect(simulator.orders()[0]!.charges).toBe(0);
  });
});

describe('what goes wrong', () => {
  it('is an unknown outcome: the effect, and 500 until the retries are told the truth', async () => {
    const { stripe, simulator } = await start({ unknownOutcomeMs: 100 });
    const { id } = await stripe.paymentIntents.create({
      amount: 100,
      currency: 'eur',
      payment_method: 'pm_card_unknownOutcome',
    });
    const confirm = () => stripe.paymentIntents.confirm(id, {}, { idempotencyKey: 'key-3' });
    await expect(confirm()).rejects.toMatchObject({ statusCode: 500 });
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe('succeeded');
    await eventually(async () => expect((await confirm()).status).toBe('succeeded'));
    expect(simulator.orders()[0]).toMatchObject({ charges: 1 });
  });

  it('is scripted for one kind of request: after the effect, or before it', async () => {
    const { stripe, simulator } = await start();
    const { id } = await authorize(stripe, 'pm_card_visa');
    simulator.setFaults({ failBeforeEffect: 1, pathSuffix: '/capture' });
    await expect(stripe.paymentIntents.capture(id)).rejects.toMatchObject({ statusCode: 500 });
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe('requires_capture');
    simulator.setFaults({ failAfterEffect: 1, pathSuffix: '/capture' });
    await expect(stripe.paymentIntents.capture(id)).rejects.toMatchObject({ statusCode: 500 });
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe('succeeded');
  });

  it('is a slow answer, which a client stops waiting for though it took effect', async () => {
    const { stripe } = await start({ slowMs: 400 });
    const { id } = await stripe.paymentIntents.create({ amount: 100, currency: 'eur' });
    await expect(
      stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_slow' }, { timeout: 50 }),
    ).rejects.toMatchObject({ type: 'StripeConnectionError' });
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe('succeeded');
  });
});

describe('webhooks', () => {
  it('are signed as Stripe signs, and repeated until they are accepted', async () => {
    inbox.refuseNext(2);
    const { stripe, simulator } = await start();
    await authorize(stripe, 'pm_card_visa');
    await eventually(() => expect(simulator.webhooksPending()).toBe(0));
    const events = inbox.received.map(({ body, signature }) =>
      stripe.webhooks.constructEvent(body, signature, secret),
    );
    expect(events.map((each) => each.type).sort()).toEqual([
      'charge.succeeded',
      'payment_intent.amount_capturable_updated',
      'payment_intent.created',
    ]);
    expect((await stripe.events.retrieve(events[0]!.id)).type).toBe(events[0]!.type);
  });

  it('come twice, and in the opposite order, where that is asked for', async () => {
    const { stripe, simulator } = await start();
    simulator.setFaults({ webhooks: { duplicates: 1, reverseWithinMs: 100 } });
    await authorize(stripe, 'pm_card_visa');
    await eventually(() => expect(simulator.webhooksPending()).toBe(0));
    expect(inbox.types()).toEqual([
      'payment_intent.amount_capturable_updated',
      'payment_intent.amount_capturable_updated',
      'charge.succeeded',
      'charge.succeeded',
      'payment_intent.created',
      'payment_intent.created',
    ]);
  });

  it('stay away while they are off, and come when they are on again', async () => {
    const { stripe, simulator } = await start();
    simulator.setFaults({ webhooks: { isOff: true } });
    await authorize(stripe, 'pm_card_visa');
    expect(simulator.webhooksPending()).toBe(3);
    expect(inbox.received).toHaveLength(0);
    simulator.setFaults();
    await eventually(() => expect(simulator.webhooksPending()).toBe(0));
  });
});

describe('the state file', () => {
  it('brings intents, answers and undelivered webhooks over a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'simulator-'));
    running.push({ stop: async () => rmSync(folder, { recursive: true }) });
    const stateFile = join(folder, 'state.log');
    const before = await start({ stateFile, webhooks: [] });
    const create = (stripe: Stripe) =>
      stripe.paymentIntents.create({ amount: 100, currency: 'eur' }, { idempotencyKey: 'key-4' });
    const { id } = await create(before.stripe);
    const after = await start({ stateFile });
    expect((await create(after.stripe)).id).toBe(id);
    await eventually(() => expect(inbox.types()).toEqual(['payment_intent.created']));
  });
});

async function start(config: Partial<SimulatorConfig> = {}): Promise<Started> {
  const simulator = createPaymentSimulator({
    webhooks: [{ url: inbox.url, secret }],
    webhookRetryMs: 10,
    ...config,
  });
  running.unshift(simulator);
  const { url } = await simulator.start();
  const { hostname: host, port } = new URL(url);
  const stripe = new Stripe('sk_test_1', {
    host,
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  });
  return { simulator, stripe, url };
}

const authorize = (stripe: Stripe, method: string, metadata: Record<string, string> = {}) =>
  stripe.paymentIntents.create({
    amount: 2500,
    currency: 'eur',
    capture_method: 'manual',
    confirm: true,
    payment_method: method,
    return_url: 'https://shop.example/back',
    metadata,
  });

async function openInbox(): Promise<Inbox> {
  const received: Inbox['received'] = [];
  let refusals = 0;
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const isRefused = refusals > 0;
      refusals -= isRefused ? 1 : 0;
      const signature = request.headers['stripe-signature'] as string;
      if (!isRefused) received.push({ body: Buffer.concat(chunks).toString(), signature });
      response.writeHead(isRefused ? 503 : 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  running.push({
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    received,
    types: () => received.map(({ body }) => (JSON.parse(body) as { type: string }).type),
    refuseNext: (count) => {
      refusals = count;
    },
  };
}

type Started = { simulator: PaymentSimulator; stripe: Stripe; url: string };
type Inbox = {
  url: string;
  received: { body: string; signature: string }[];
  types(): string[];
  refuseNext(count: number): void;
};
