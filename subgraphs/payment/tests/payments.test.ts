import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newId } from '@bazaar/kit';
import { eventually } from '@bazaar/testkit';
import { startPayment, type Shop } from './harness.ts';

// A bound for machines under load, not an expectation.
jest.setTimeout(60_000);

let shop: Shop;
beforeAll(async () => {
  shop = await startPayment({ simulator: { slowMs: 300 } });
});
afterAll(() => shop.stop());

describe('an authorisation', () => {
  it('is told, then captured once however often that is asked for', async () => {
    const { orderId } = await shop.authorize();
    expect(await shop.reply(orderId, 'authorized')).toMatchObject({
      amount: { amountMinor: '2500', currency: 'EUR' },
    });
    await Promise.all([shop.capture(orderId), shop.capture(orderId)]);
    await shop.reply(orderId, 'captured');
    await shop.capture(orderId);
    await eventually(() => expect(shop.replies(orderId)).toEqual(['authorized', 'captured', 'captured']));
    expect(shop.moneyOf(orderId)).toMatchObject({ charges: 1, captures: 1, capturedMinor: 2500 });
  });

  it('is asked for once when the command comes twice', async () => {
    const order = await shop.authorize();
    await shop.authorize(order);
    await shop.reply(order.orderId, 'authorized');
    await shop.authorize(order);
    await eventually(() => expect(shop.replies(order.orderId).length).toBeGreaterThanOrEqual(2));
    expect(new Set(shop.replies(order.orderId))).toEqual(new Set(['authorized']));
    expect(shop.moneyOf(order.orderId)).toMatchObject({ intents: 1, charges: 1 });
  });

  it.each([
    ['pm_card_visa_chargeDeclined', 'generic_decline'],
    ['pm_card_visa_chargeDeclinedInsufficientFunds', 'insufficient_funds'],
    ['pm_card_nobody_has', 'resource_missing'],
  ])('that is refused says why: %s', async (paymentMethod, reason) => {
    const { orderId } = await shop.authorize({ paymentMethod });
    expect(await shop.reply(orderId, 'declined')).toMatchObject({ reason });
    expect(shop.replies(orderId)).toEqual(['declined']);
  });

  it('may be tried again with another card, as the next attempt', async () => {
    const order = await shop.authorize({ paymentMethod: 'pm_card_visa_chargeDeclined' });
    await shop.reply(order.orderId, 'declined');
    await shop.authorize({ ...order, paymentMethod: 'pm_card_visa', attempt: 2 });
    await shop.reply(order.orderId, 'authorized');
    expect(shop.moneyOf(order.orderId)).toMatchObject({ intents: 2, charges: 1 });
  });

  it('takes its time with a slow provider', async () => {
    const { orderId } = await shop.authorize({ paymentMethod: 'pm_card_slow' });
    await shop.reply(orderId, 'authorized');
    expect(shop.replies(orderId)).toEqual(['authorized']);
  });

  it('of nothing, or by hand, needs no provider', async () => {
    const free = await shop.authorize({ amountMinor: '0' });
    const invoice = await shop.authorize({ paymentMethod: 'manual_invoice' });
    for (const { orderId } of [free, invoice]) {
      await shop.reply(orderId, 'authorized');
      await shop.capture(orderId);
      await shop.reply(orderId, 'captured');
      await shop.cancel(orderId);
    }
    expect(await shop.reply(free.orderId, 'canceled')).toMatchObject({ outcome: 'NOTHING_HELD' });
    expect(await shop.reply(invoice.orderId, 'canceled')).toMatchObject({ outcome: 'REFUNDED' });
    expect(shop.moneyOf(invoice.orderId)).toBeUndefined();
  });
});

describe('a capture', () => {
  it('that the provider refuses for good is a failed one', async () => {
    const { orderId } = await shop.authorize({ paymentMethod: 'pm_card_captureFails' });
    await shop.reply(orderId, 'authorized');
    await shop.capture(orderId);
    expect(await shop.reply(orderId, 'capture-failed')).toMatchObject({
      reason: 'charge_expired_for_capture',
    });
  });
});

describe('3-D Secure', () => {
  it.each([
    ['complete', 'authorized'],
    ['fail', 'declined'],
  ])('goes on when the customer is through with it: %s', async (outcome, type) => {
    const { orderId } = await shop.authorize({ paymentMethod: 'pm_card_authenticationRequired' });
    const { url } = await shop.reply(orderId, 'action-required');
    await fetch(url as string, { method: 'POST', body: `outcome=${outcome}` });
    await shop.reply(orderId, type);
    expect(shop.replies(orderId)).toEqual(['action-required', type]);
  });

  it('is ended by a cancellation', async () => {
    const { orderId } = await shop.authorize({ paymentMethod: 'pm_card_authenticationRequired' });
    const { url } = await shop.reply(orderId, 'action-required');
    await shop.cancel(orderId);
    expect(await shop.reply(orderId, 'canceled')).toMatchObject({ outcome: 'NOTHING_HELD' });
    const page = await fetch(url as string, { method: 'POST', body: 'outcome=complete' });
    expect(page.status).toBe(400);
    expect(shop.moneyOf(orderId)).toMatchObject({ charges: 0, heldMinor: 0 });
  });
});

describe('a cancellation', () => {
  it('voids what is held', async () => {
    const { orderId } = await shop.authorize();
    await shop.reply(orderId, 'authorized');
    await shop.cancel(orderId);
    expect(await shop.reply(orderId, 'canceled')).toMatchObject({ outcome: 'VOIDED' });
    expect(shop.moneyOf(orderId)).toMatchObject({ heldMinor: 0, captures: 0 });
  });

  it('refunds what is taken', async () => {
    const { orderId } = await shop.authorize();
    await shop.reply(orderId, 'authorized');
    await shop.capture(orderId);
    await shop.reply(orderId, 'captured');
    await shop.cancel(orderId);
    expect(await shop.reply(orderId, 'canceled')).toMatchObject({ outcome: 'REFUNDED' });
    expect(shop.moneyOf(orderId)).toMatchObject({ capturedMinor: 2500, refundedMinor: 2500 });
    await shop.cancel(orderId);
    await eventually(() =>
      expect(shop.replies(orderId)).toEqual(['authorized', 'captured', 'canceled', 'canceled']),
    );
  });

  it('before the authorisation came holds nothing, and the authorisation is refused', async () => {
    const orderId = newId('Order');
    await shop.cancel(orderId);
    await shop.authorize({ orderId });
    expect(await shop.reply(orderId, 'canceled')).toMatchObject({ outcome: 'NOTHING_HELD', paymentId: null });
    expect(await shop.reply(orderId, 'declined')).toMatchObject({ reason: 'ORDER_CANCELED' });
    expect(shop.moneyOf(orderId)).toBeUndefined();
  });

  it('during the authorisation voids what succeeds late', async () => {
    const { orderId } = await shop.authorize({ paymentMethod: 'pm_card_slow' });
    await eventually(() => expect(shop.moneyOf(orderId)).toMatchObject({ heldMinor: 2500 }));
    await shop.cancel(orderId);
    await shop.reply(orderId, 'canceled');
    await eventually(() => expect(shop.moneyOf(orderId)).toMatchObject({ heldMinor: 0, captures: 0 }));
    expect(shop.replies(orderId).at(-1)).toBe('canceled');
  });
});
