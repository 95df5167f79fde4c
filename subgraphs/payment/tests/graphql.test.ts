import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { newId } from '@bazaar/kit';
import { countStatements, eventually } from '@bazaar/testkit';
import { customer, staff, startPayment, type Shop } from './harness.ts';

// A bound for machines under load, not an expectation.
jest.setTimeout(60_000);

let shop: Shop;
beforeAll(async () => {
  shop = await startPayment();
});
afterAll(() => shop.stop());

const paymentQuery = `query ($id: ID!) { payment(id: $id) {
  id status provider version amount { amount currency } captured { amount } refunded { amount }
  nextAction { type url } declineReason order { id } events { type at amount { amount } } } }`;
const entities = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
  ... on Payment { id status } ... on Order { id payments { id status events { type } } } } }`;
const refund = `mutation ($input: PaymentRefundInput!) { paymentRefund(input: $input) { __typename
  ... on UserError { code message path } ... on ValidationError { issues { path code } }
  ... on RefundExceedsCapturedError { refundable { amount } }
  ... on PaymentRefundSuccess { payment { status refunded { amount } } } } }`;

describe('reading', () => {
  it('shows a customer the payment of an own order, and staff every one', async () => {
    const { paymentId, orderId, customerId } = await captured();
    for (const viewer of [customer(customerId), staff()]) {
      const { data } = await shop.ask(paymentQuery, { id: paymentId }, viewer);
      expect(data.payment).toMatchObject({
        id: paymentId,
        status: 'CAPTURED',
        provider: 'stripe',
        amount: { amount: '25.00', currency: 'EUR' },
        captured: { amount: '25.00' },
        order: { id: orderId },
        nextAction: null,
        events: [
          { type: 'REQUESTED' },
          { type: 'AUTHORIZED' },
          { type: 'CAPTURED', amount: { amount: '25.00' } },
        ],
      });
    }
  });

  it('shows nothing to anybody else, by field and by entity', async () => {
    const { paymentId, orderId } = await captured();
    const other = customer();
    expect((await shop.ask(paymentQuery, { id: paymentId }, other)).data).toEqual({ payment: null });
    const representations = [
      { __typename: 'Payment', id: paymentId },
      { __typename: 'Order', id: orderId },
    ];
    expect((await shop.ask(entities, { representations }, other)).data._entities).toEqual([
      null,
      { id: orderId, payments: [] },
    ]);
    const foreign = { ...staff(), tenantId: 'another' };
    expect((await shop.ask(paymentQuery, { id: paymentId }, foreign)).data).toEqual({ payment: null });
    const stranger = await shop.ask(paymentQuery, { id: paymentId });
    expect(stranger.errors![0]!.extensions.code).toBe('UNAUTHENTICATED');
    expect((await shop.ask(paymentQuery, { id: paymentId }, null)).status).toBe(401);
  });

  it('shows where to go for 3-D Secure', async () => {
    const order = await shop.authorize({ paymentMethod: 'pm_card_authenticationRequired' });
    const { paymentId } = await shop.reply(order.orderId, 'action-required');
    const { data } = await shop.ask(paymentQuery, { id: paymentId }, customer(order.customerId));
    expect(data.payment).toMatchObject({
      status: 'ACTION_REQUIRED',
      nextAction: { type: 'REDIRECT', url: expect.stringContaining('/authenticate/pi_') },
    });
  });

  it('sends as many statements for 20 orders as for one', async () => {
    const orders = await Promise.all(Array.from({ length: 20 }, () => captured()));
    await shop.quiet();
    const ask = (some: typeof orders) => () =>
      shop.ask(
        entities,
        { representations: some.map(({ orderId }) => ({ __typename: 'Order', id: orderId })) },
        staff(),
      );
    const one = await countStatements(ask(orders.slice(0, 1)));
    expect(one).toBeGreaterThan(0);
    expect(await countStatements(ask(orders))).toBe(one);
  });
});

describe('paymentRefund', () => {
  it('gives a part back, then the rest, and nothing more', async () => {
    const { paymentId, orderId } = await captured();
    expect(await give(paymentId, '10.00')).toMatchObject({
      payment: { status: 'PARTIALLY_REFUNDED', refunded: { amount: '10.00' } },
    });
    expect(await give(paymentId, '15.01')).toMatchObject({
      __typename: 'RefundExceedsCapturedError',
      refundable: { amount: '15.00' },
    });
    expect(await give(paymentId, '15.00')).toMatchObject({ payment: { status: 'REFUNDED' } });
    expect(shop.moneyOf(orderId)).toMatchObject({ refundedMinor: 2500 });
    await eventually(() =>
      expect(shop.replies(orderId)).toEqual(['authorized', 'captured', 'refunded', 'refunded']),
    );
  });

  it('never exceeds what was captured, 50 at a time', async () => {
    const { paymentId, orderId } = await captured();
    const results = await Promise.all(Array.from({ length: 50 }, () => give(paymentId, '1.00')));
    const success = results.filter((each) => each.__typename === 'PaymentRefundSuccess');
    expect(success).toHaveLength(25);
    expect(results.filter((each) => each.__typename === 'RefundExceedsCapturedError')).toHaveLength(25);
    await eventually(() => expect(shop.moneyOf(orderId)).toMatchObject({ refundedMinor: 2500 }));
  });

  it('happens once for one key, 50 at a time, and refuses another input', async () => {
    const { paymentId, orderId } = await captured();
    const caller = staff();
    const results = await Promise.all(
      Array.from({ length: 50 }, () => give(paymentId, '5.00', 'one-key', caller)),
    );
    const types = new Set(results.map((each) => each.__typename));
    expect([...types].filter((type) => type !== 'IdempotencyInProgressError')).toEqual([
      'PaymentRefundSuccess',
    ]);
    await eventually(() => expect(shop.moneyOf(orderId)).toMatchObject({ refundedMinor: 500 }));
    expect(await give(paymentId, '6.00', 'one-key', caller)).toMatchObject({
      __typename: 'IdempotencyConflictError',
    });
    expect(shop.moneyOf(orderId)).toMatchObject({ refundedMinor: 500 });
  });

  it('is for those with the permission', async () => {
    const { paymentId, customerId } = await captured();
    const input = { paymentId, amount: { amount: '1', currency: 'EUR' }, idempotencyKey: 'k' };
    const { errors } = await shop.ask(refund, { input }, customer(customerId, ['payment:read']));
    expect(errors![0]!.extensions.code).toBe('FORBIDDEN');
  });

  it.each([
    ['an id of something else', { paymentId: newId('Order') }, 'ValidationError'],
    ['an id that is none', { paymentId: "' OR 1=1 --" }, 'ValidationError'],
    ['a payment that there is not', { paymentId: newId('Payment') }, 'NotFoundError'],
    ['nothing', { amount: { amount: '0', currency: 'EUR' } }, 'ValidationError'],
    ['less than nothing', { amount: { amount: '-1', currency: 'EUR' } }, 'ValidationError'],
    ['a tenth of a cent', { amount: { amount: '0.001', currency: 'EUR' } }, 'ValidationError'],
    [
      'more than all money',
      { amount: { amount: '99999999999999999999', currency: 'EUR' } },
      'ValidationError',
    ],
    ['another currency', { amount: { amount: '1', currency: 'USD' } }, 'ValidationError'],
    ['control characters', { reason: 'a\u0000b' }, 'ValidationError'],
    ['an empty key', { idempotencyKey: '' }, 'ValidationError'],
  ])('refuses %s, and changes nothing', async (_what, change, typename) => {
    const { paymentId, orderId } = await captured();
    const input = {
      paymentId,
      amount: { amount: '1', currency: 'EUR' },
      idempotencyKey: newId('Refund'),
      ...change,
    };
    const { data, errors } = await shop.ask(refund, { input }, staff());
    expect(errors).toBeUndefined();
    expect(data.paymentRefund.__typename).toBe(typename);
    expect(shop.moneyOf(orderId)).toMatchObject({ refundedMinor: 0 });
  });
});

async function captured() {
  const order = await shop.authorize();
  const { paymentId } = (await shop.reply(order.orderId, 'authorized')) as { paymentId: string };
  await shop.capture(order.orderId);
  await shop.reply(order.orderId, 'captured');
  return { ...order, paymentId };
}

async function give(paymentId: string, amount: string, idempotencyKey = newId('Refund'), caller = staff()) {
  const input = { paymentId, amount: { amount, currency: 'EUR' }, idempotencyKey };
  const { data } = await shop.ask(refund, { input }, caller);
  return data.paymentRefund as { __typename: string };
}
