import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually, seededRandom } from '@bazaar/testkit';
import { startPayment, webhookSecrets, type Shop } from './harness.ts';

// A bound for machines under load, not an expectation.
jest.setTimeout(60_000);

let shop: Shop;
beforeAll(async () => {
  shop = await startPayment();
});
afterAll(() => shop.stop());

describe('a webhook', () => {
  it.each(webhookSecrets)('is accepted with the current secret and the one before: %s', async (secret) => {
    expect(await post(event('evt_fresh'), { secret })).toBe(200);
  });

  it.each([
    ['tampered', { tamper: true }],
    ['signed by somebody else', { secret: 'whsec_guessed' }],
    ['older than five minutes', { ageSeconds: 301 }],
    ['not signed', { secret: '' }],
  ])('is refused and not kept when it is %s', async (_what, how) => {
    const body = event(`evt_refused_${_what.length}`);
    expect(await post(body, how)).toBe(400);
    expect(await keptOf(body)).toBe(0);
  });

  it('is kept and worked through once, however often it comes', async () => {
    const body = event('evt_again');
    const statuses = await Promise.all(Array.from({ length: 20 }, () => post(body)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await keptOf(body)).toBe(1);
  });

  it('about an intent that is not ours changes nothing', async () => {
    const body = event('evt_stranger');
    await post(body);
    await eventually(async () => {
      const { rows } = await shop.database.pool.query(
        'SELECT 1 FROM webhook_event WHERE event_id = $1 AND processed_at IS NOT NULL',
        [JSON.parse(body).id],
      );
      expect(rows).toHaveLength(1);
    });
  });
});

describe('the race of answer and webhook', () => {
  it('makes one transition in each of 50 interleavings, with duplicates and the wrong order', async () => {
    const random = seededRandom();
    for (let round = 0; round < 50; round += 1) {
      shop.simulator.setFaults({
        latencyMs: random.int(25),
        webhooks: {
          delayMs: random.int(25),
          duplicates: random.int(3),
          reverseWithinMs: random.pick([0, 0, 10, 30]),
        },
      });
      const { orderId } = await shop.authorize({ paymentMethod: 'pm_card_visa' });
      await shop.reply(orderId, 'authorized');
      await shop.capture(orderId);
      await shop.reply(orderId, 'captured');
      if (round % 5 === 0) await shop.cancel(orderId);
    }
    shop.simulator.setFaults();
    await shop.quiet();
    const orders = [
      ...new Set(shop.told.filter((each) => each.subject.startsWith('ord_')).map((each) => each.subject)),
    ];
    expect(orders).toHaveLength(50);
    for (const [index, orderId] of orders.entries()) {
      const isCanceled = index % 5 === 0;
      if (isCanceled) await shop.reply(orderId, 'canceled');
      expect(shop.replies(orderId)).toEqual(['authorized', 'captured', ...(isCanceled ? ['canceled'] : [])]);
      expect(statusesOf(orderId)).toEqual([
        ...['AUTHORIZED', 'CAPTURED'],
        ...(isCanceled ? ['REFUNDED'] : []),
      ]);
      expect(shop.moneyOf(orderId)).toMatchObject({
        charges: 1,
        captures: 1,
        refundedMinor: isCanceled ? 2500 : 0,
      });
    }
  });
});

const statusesOf = (orderId: string) =>
  shop.told
    .filter((each) => each.type === 'commerce.payment.status-changed.v1')
    .map((each) => each.data as { orderId: string; status: string })
    .filter((each) => each.orderId === orderId)
    .map((each) => each.status);

const event = (id: string) =>
  JSON.stringify({
    id,
    object: 'event',
    type: 'payment_intent.succeeded',
    data: { object: { id: 'pi_unknown', object: 'payment_intent', metadata: {} } },
  });

async function keptOf(body: string): Promise<number> {
  const { rows } = await shop.database.pool.query('SELECT 1 FROM webhook_event WHERE event_id = $1', [
    JSON.parse(body).id,
  ]);
  return rows.length;
}

async function post(body: string, how: { secret?: string; ageSeconds?: number; tamper?: boolean } = {}) {
  const { secret = webhookSecrets[0], ageSeconds = 0, tamper = false } = how;
  const time = Math.floor(Date.now() / 1000) - ageSeconds;
  const mac = createHmac('sha256', secret || 'none')
    .update(`${time}.${body}`)
    .digest('hex');
  const response = await fetch(`${shop.url}/webhooks/stripe`, {
    method: 'POST',
    headers: secret === '' ? {} : { 'stripe-signature': `t=${time},v1=${mac}` },
    body: tamper ? body.replace('pi_unknown', 'pi_another') : body,
  });
  await response.arrayBuffer();
  return response.status;
}
