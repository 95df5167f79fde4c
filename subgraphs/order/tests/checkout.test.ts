import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  inventoryStockReleasedV1,
  paymentAuthorizedV1,
  paymentRefundedV1,
  paymentUnknownV1,
} from '@bazaar/events';
import { eventually } from '@bazaar/testkit';
import { customer, startOrder, type Shop } from './harness.ts';
import { orderOf, place, reaches, run } from './operations.ts';

let shop: Shop;
/** The same with less patience. */
let hasty: Shop;
beforeAll(async () => {
  shop = await startOrder();
  hasty = await startOrder({ SAGA_AUTHORIZE_TIMEOUT_MS: 2_000, SAGA_RETRY_MIN_MS: 50 });
}, 60_000);
afterAll(async () => {
  await shop?.stop();
  await hasty?.stop();
});

const events = (order: { timeline: { event: string }[] }) => order.timeline.map((entry) => entry.event);

describe('a checkout', () => {
  it('reserves, authorises, confirms with a number, commits, captures and completes', async () => {
    const ada = customer();
    const { variantId, sku } = await shop.sell();
    const placed = await place(shop, ada, variantId);
    expect(placed).toMatchObject({ status: 'PENDING', paymentStatus: 'NONE', number: null, version: 1 });
    const order = await reaches(shop, ada, placed.id, 'COMPLETED');
    expect(order).toMatchObject({
      paymentStatus: 'CAPTURED',
      number: expect.stringMatching(/^B-1\d{5}$/),
      total: { amount: '25.00' },
      lines: [{ sku, title: 'Chair – Oak', quantity: 2 }],
    });
    expect(order.version).toBe(order.timeline.length);
    expect(shop.peers.commandsTo(order.id).sort()).toEqual([
      'inventory.commit-reservation',
      'inventory.reserve-stock',
      'payment.authorize',
      'payment.capture',
    ]);
    await eventually(() => {
      const told = shop.peers.eventsOf(order.id);
      expect(told.filter((type) => type === 'order.status-changed')).toHaveLength(order.version);
      expect(told.filter((type) => type !== 'order.status-changed')).toEqual([
        'order.placed',
        'order.confirmed',
        'order.completed',
      ]);
    });
  });

  it('is rejected for lack of stock, and nothing was ever authorised', async () => {
    const ada = customer();
    const { variantId } = await shop.sell();
    shop.peers.soldOut.add(variantId);
    const { id } = await place(shop, ada, variantId);
    const order = await reaches(shop, ada, id, 'REJECTED');
    expect(order).toMatchObject({
      rejectionReason: 'INSUFFICIENT_STOCK',
      paymentStatus: 'NONE',
      number: null,
    });
    expect(shop.peers.commandsTo(id)).toEqual(['inventory.reserve-stock', 'inventory.release-reservation']);
  });

  it('is rejected when the payment is declined, and the stock goes back', async () => {
    const ada = customer();
    const { variantId } = await shop.sell();
    const { id } = await place(shop, ada, variantId, { paymentMethod: 'pm_card_visa_chargeDeclined' });
    const order = await reaches(shop, ada, id, 'REJECTED');
    expect(order).toMatchObject({
      rejectionReason: 'PAYMENT_DECLINED: card_declined',
      paymentStatus: 'FAILED',
    });
    expect(shop.peers.commandsTo(id)).toEqual(
      expect.arrayContaining(['payment.cancel', 'inventory.release-reservation']),
    );
    await eventually(() => expect(shop.peers.eventsOf(id)).toContain('order.rejected'));
  });

  it('waits for the customer when the bank asks for more, and goes on after that', async () => {
    const ada = customer();
    const { variantId } = await shop.sell();
    const { id } = await place(shop, ada, variantId, { paymentMethod: 'pm_card_authenticationRequired' });
    await eventually(async () =>
      expect(await orderOf(shop, ada, id)).toMatchObject({ paymentStatus: 'ACTION_REQUIRED' }),
    );
    await eventually(() => expect(shop.peers.commandsTo(id)).toContain('inventory.extend-reservation'));
    await shop.peers.say(paymentAuthorizedV1, id, {
      ...{ orderId: id, paymentId: 'pay_1' },
      amount: { amountMinor: '2500', currency: 'EUR' },
    });
    expect(events(await reaches(shop, ada, id, 'COMPLETED'))).toContain('payment.action-required');
  });

  it('gives up when no answer to the authorisation comes in time, driven by a durable timer', async () => {
    const ada = customer();
    const { variantId } = await hasty.sell();
    const { id } = await place(hasty, ada, variantId, { paymentMethod: 'pm_silent' });
    expect(await reaches(hasty, ada, id, 'REJECTED')).toMatchObject({
      rejectionReason: 'PAYMENT_TIMEOUT',
      paymentStatus: 'VOIDED',
    });
  });

  it('does not take an unknown outcome for a failure', async () => {
    const ada = customer();
    const { variantId } = await hasty.sell();
    const { id } = await place(hasty, ada, variantId, { paymentMethod: 'pm_silent' });
    await eventually(() => expect(hasty.peers.commandsTo(id)).toContain('payment.authorize'));
    await hasty.peers.say(paymentUnknownV1, id, { orderId: id, paymentId: 'pay_1' });
    // The deadline of an order that was placed later passes; this one still waits.
    const later = await place(hasty, ada, variantId, { paymentMethod: 'pm_silent' });
    await reaches(hasty, ada, later.id, 'REJECTED');
    expect(await orderOf(hasty, ada, id)).toMatchObject({ status: 'PENDING', paymentStatus: 'AUTHORIZING' });
    await hasty.peers.say(paymentAuthorizedV1, id, {
      ...{ orderId: id, paymentId: 'pay_1' },
      amount: { amountMinor: '2500', currency: 'EUR' },
    });
    await reaches(hasty, ada, id, 'COMPLETED');
  });

  it('asks for the money of a confirmed order until it is there, and calls an operator', async () => {
    const ada = customer();
    const { variantId } = await hasty.sell();
    hasty.peers.isDeafToCaptures.value = true;
    const { id } = await place(hasty, ada, variantId);
    await eventually(() => expect(hasty.logs.join()).toContain('order.checkout-stuck'));
    expect(await orderOf(hasty, ada, id)).toMatchObject({ status: 'CONFIRMED', paymentStatus: 'AUTHORIZED' });
    hasty.peers.isDeafToCaptures.value = false;
    const order = await reaches(hasty, ada, id, 'COMPLETED');
    const asked = hasty.peers.commandsTo(order.id).filter((type) => type === 'payment.capture');
    expect(asked.length).toBeGreaterThanOrEqual(5);
  });

  it('is rejected when the reservation runs out before the payment is there', async () => {
    const ada = customer();
    const { variantId } = await shop.sell();
    const { id } = await place(shop, ada, variantId, { paymentMethod: 'pm_card_authenticationRequired' });
    await eventually(async () =>
      expect(await orderOf(shop, ada, id)).toMatchObject({ paymentStatus: 'ACTION_REQUIRED' }),
    );
    await shop.peers.say(inventoryStockReleasedV1, id, { orderId: id, cause: 'EXPIRED' });
    expect(await reaches(shop, ada, id, 'REJECTED')).toMatchObject({
      rejectionReason: 'RESERVATION_EXPIRED',
      paymentStatus: 'VOIDED',
    });
  });

  it('counts a reply once, however often it is delivered', async () => {
    const ada = customer();
    const { variantId } = await shop.sell();
    const { id } = await place(shop, ada, variantId);
    const before = await reaches(shop, ada, id, 'COMPLETED');
    const amount = { amountMinor: '2500', currency: 'EUR' };
    const eventId = '0197a000-0000-7000-8000-000000000001';
    for (let times = 0; times < 3; times += 1) {
      await shop.peers.say(paymentAuthorizedV1, id, { orderId: id, paymentId: 'pay_1', amount }, eventId);
    }
    const refund = {
      ...{ orderId: id, paymentId: 'pay_1', amount },
      ...{ refundedTotal: amount, capturedTotal: amount },
    };
    await shop.peers.say(paymentRefundedV1, id, refund);
    await eventually(async () =>
      expect(await orderOf(shop, ada, id)).toMatchObject({
        paymentStatus: 'REFUNDED',
        version: before.version + 1,
      }),
    );
    expect(shop.peers.eventsOf(id).filter((type) => type === 'order.confirmed')).toHaveLength(1);
  });

  it('gives confirmed orders numbers without gaps or repetitions', async () => {
    const { variantId } = await shop.sell();
    const orders = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const buyer = customer();
        const { id } = await place(shop, buyer, variantId);
        return reaches(shop, buyer, id, 'COMPLETED');
      }),
    );
    const numbers = orders.map((order) => Number(order.number.slice(2))).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 10 }, (_, index) => numbers[0]! + index));
  });
});

describe('canceling', () => {
  const cancel = (id: string, identity: ReturnType<typeof customer>, idempotencyKey: string = randomUUID()) =>
    run(shop, 'orderCancel', { orderId: id, reason: 'Changed my mind', idempotencyKey }, identity);

  it('undoes a pending order', async () => {
    const ada = customer();
    const { variantId } = await shop.sell();
    const { id } = await place(shop, ada, variantId, { paymentMethod: 'pm_card_authenticationRequired' });
    expect(await cancel(id, ada)).toMatchObject({ order: { id, status: 'PENDING' } });
    const order = await reaches(shop, ada, id, 'CANCELED');
    expect(order).toMatchObject({ cancelReason: 'Changed my mind', rejectionReason: null });
    expect(await cancel(id, ada)).toMatchObject({
      __typename: 'OrderStateError',
      from: 'CANCELED',
      to: 'CANCELED',
    });
  });

  it('refunds and restocks a completed order, and tells it once', async () => {
    const ada = customer();
    const { variantId } = await shop.sell();
    const { id } = await place(shop, ada, variantId);
    await reaches(shop, ada, id, 'COMPLETED');
    const key = randomUUID();
    const answers = await Promise.all([cancel(id, ada, key), cancel(id, ada, key), cancel(id, ada)]);
    expect(answers[1]).toEqual(answers[0]);
    const order = await reaches(shop, ada, id, 'CANCELED');
    expect(order).toMatchObject({ paymentStatus: 'REFUNDED', number: expect.any(String) });
    expect(shop.peers.commandsTo(id)).toContain('inventory.restock');
    await eventually(() => expect(shop.peers.eventsOf(id)).toContain('order.canceled'));
    expect(shop.peers.eventsOf(id).filter((type) => type === 'order.canceled')).toHaveLength(1);
  });

  it('is for the owner and for staff with order:write', async () => {
    const ada = customer();
    const { variantId } = await shop.sell();
    const { id } = await place(shop, ada, variantId);
    await reaches(shop, ada, id, 'COMPLETED');
    expect(await cancel(id, customer())).toMatchObject({ __typename: 'NotFoundError' });
    expect(await cancel(id, customer(['order:read']))).toMatchObject({ __typename: 'NotFoundError' });
    expect(await cancel(id, customer(['order:write']))).toMatchObject({ order: { id } });
    await reaches(shop, ada, id, 'CANCELED');
  });
});
