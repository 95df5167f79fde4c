import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { productPriceChangedV1 } from '@bazaar/events';
import { countStatements, eventually } from '@bazaar/testkit';
import { address, customer, guest, startOrder, type Shop } from './harness.ts';
import { fill, mutation, placing, reaches, run } from './operations.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await startOrder();
}, 60_000);
afterAll(() => shop?.stop());

const countOrders = async (customerId: string) => {
  const { rows } = await shop.pool.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM customer_order WHERE customer_id = $1',
    [customerId],
  );
  return rows[0]!.count;
};
const idOf = (identity: ReturnType<typeof customer>) =>
  identity.principal.kind === 'user' ? identity.principal.id : '';

describe('placing an order', () => {
  it('makes one order of 50 requests with one key, and answers each with the same bytes', async () => {
    const ada = customer();
    const { variantId } = await shop.sell();
    const cart = await fill(shop, ada, variantId, 2);
    const input = placing(cart.id);
    const ask = async () => JSON.stringify(await run(shop, 'orderPlace', input, ada));
    const answers = await Promise.all(Array.from({ length: 50 }, ask));
    expect(new Set(answers).size).toBe(1);
    const { order } = JSON.parse(answers[0]!);
    await reaches(shop, ada, order.id, 'COMPLETED');
    expect(await ask()).toBe(answers[0]);
    expect(await countOrders(idOf(ada))).toBe(1);
    const other = await run(shop, 'orderPlace', { ...input, paymentMethod: 'pm_other' }, ada);
    expect(other).toMatchObject({ __typename: 'IdempotencyConflictError' });
  }, 30_000);

  it('makes one order of one cart, whatever the keys', async () => {
    const ada = customer();
    const { variantId } = await shop.sell();
    const cart = await fill(shop, ada, variantId);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => run(shop, 'orderPlace', placing(cart.id), ada)),
    );
    expect(answers.filter((answer) => answer.order)).toHaveLength(1);
    expect(answers.filter((answer) => answer.__typename === 'CartEmptyError')).toHaveLength(9);
  });

  it('refuses what inventory is known not to have, and leaves the cart and the key as they were', async () => {
    const ada = customer();
    const { variantId } = await shop.sell({ available: 3 });
    const cart = await fill(shop, ada, variantId, 4);
    const input = placing(cart.id);
    expect(await run(shop, 'orderPlace', input, ada)).toMatchObject({
      __typename: 'InsufficientStockError',
      shortages: [{ variantId, requested: 4, available: 3 }],
    });
    await shop.tellStock(variantId, 4, 2);
    await eventually(async () =>
      expect(await run(shop, 'orderPlace', input, ada)).toMatchObject({ order: { status: 'PENDING' } }),
    );
  });

  it('wants a changed price to be agreed: by the new total, or by a change of the cart', async () => {
    const ada = customer();
    const sold = await shop.sell();
    const { productId, variantId } = sold;
    const cart = await fill(shop, ada, variantId, 2);
    const money = (amountMinor: string) => ({ amountMinor, currency: 'EUR' });
    const change = { productId, variantId, from: money('1250'), to: money('1500') };
    await shop.peers.say(productPriceChangedV1, productId, change);
    await eventually(async () =>
      expect(await run(shop, 'orderPlace', { ...placing(cart.id), paymentMethod: 'pm' }, ada)).toMatchObject({
        __typename: 'PriceChangedError',
        cart: { total: { amount: '30.00' }, problems: [{ __typename: 'PriceChangedProblem' }] },
      }),
    );
    const withTotal = (amount: string) =>
      run(shop, 'orderPlace', placing(cart.id, { expectedTotal: { amount, currency: 'EUR' } }), ada);
    expect(await withTotal('25.00')).toMatchObject({ __typename: 'PriceChangedError' });
    expect(await withTotal('30.00')).toMatchObject({ order: { total: { amount: '30.00' } } });
  });

  it.each(['4242424242424242', '4242 4242 4242 4242', '4000-0566-5566-5556', 'card_378282246310005'])(
    'never takes, stores or repeats a card number: %s',
    async (paymentMethod) => {
      const ada = customer();
      const { variantId } = await shop.sell();
      const cart = await fill(shop, ada, variantId);
      const answer = await shop.ask(
        mutation('orderPlace'),
        { input: placing(cart.id, { paymentMethod }) },
        ada,
      );
      expect(answer.data.orderPlace).toMatchObject({
        __typename: 'ValidationError',
        path: ['paymentMethod'],
      });
      expect(JSON.stringify(answer)).not.toContain(paymentMethod);
      expect(await countOrders(idOf(ada))).toBe(0);
    },
  );

  it('is for people who are signed in', async () => {
    const { variantId } = await shop.sell();
    const cart = await fill(shop, customer(), variantId);
    const codeOf = async (identity: Parameters<Shop['ask']>[2]) =>
      (await shop.ask(mutation('orderPlace'), { input: placing(cart.id) }, identity)).errors?.[0]?.extensions
        .code;
    expect(await codeOf(guest)).toBe('UNAUTHENTICATED');
    expect(await codeOf(null)).toBe('UNAUTHENTICATED');
    expect(
      await codeOf({ ...guest, principal: { kind: 'partner', id: 'ptn_1' }, permissions: ['order:write'] }),
    ).toBe('FORBIDDEN');
    expect(await run(shop, 'orderPlace', placing(cart.id), customer())).toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each<[string, object, string]>([
    ['no cart', { cartId: 'crt_nothing' }, 'cartId'],
    ['another kind of id', { cartId: 'ord_01m7yj45h8ekbrg9dc2hvt7gt7' }, 'cartId'],
    ['no payment method', { paymentMethod: '' }, 'paymentMethod'],
    ['a payment method of 10,000 characters', { paymentMethod: 'x'.repeat(10_000) }, 'paymentMethod'],
    ['an empty name', { shippingAddress: { ...address, name: ' ' } }, 'shippingAddress.name'],
    ['control characters', { shippingAddress: { ...address, city: 'Lon\u0000don' } }, 'shippingAddress.city'],
    ['no key', { idempotencyKey: '' }, 'idempotencyKey'],
    ['a negative total', { expectedTotal: { amount: '-1', currency: 'EUR' } }, 'expectedTotal.amount'],
    ['a total too precise', { expectedTotal: { amount: '1.001', currency: 'EUR' } }, 'expectedTotal.amount'],
  ])('answers bad input with a typed error: %s', async (_what, change, path) => {
    const ada = customer();
    const { variantId } = await shop.sell();
    const cart = await fill(shop, ada, variantId);
    const result = await run(shop, 'orderPlace', placing(cart.id, change), ada);
    expect(result.__typename).toBe('ValidationError');
    expect(result.issues.map((issue: { path: string[] }) => issue.path.join('.'))).toEqual([path]);
  });

  it('answers before anybody has been asked for stock or money', async () => {
    const ada = customer();
    const { variantId } = await shop.sell();
    const cart = await fill(shop, ada, variantId);
    const placed = await run(shop, 'orderPlace', placing(cart.id, { idempotencyKey: randomUUID() }), ada);
    expect(placed).toMatchObject({ order: { status: 'PENDING', paymentStatus: 'NONE' } });
  }, 30_000);

  it('takes the same number of statements, however many lines the cart has', async () => {
    const count = async (lines: number) => {
      const buyer = customer();
      let cartId = '';
      for (let line = 0; line < lines; line += 1) {
        cartId = (await fill(shop, buyer, (await shop.sell()).variantId)).id;
      }
      return countStatements(
        () => run(shop, 'orderPlace', placing(cartId, { paymentMethod: 'pm' }), buyer),
        (text) => /findCartLines|lockCarts|"order_line"/.test(text),
      );
    };
    const one = await count(1);
    expect(one).toBe(3);
    expect(await count(20)).toBe(one);
  }, 30_000);
});
