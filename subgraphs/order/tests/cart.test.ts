import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { productArchivedV1, productPriceChangedV1, productUpdatedV1 } from '@bazaar/events';
import { newId } from '@bazaar/kit';
import { eventually } from '@bazaar/testkit';
import { customer, guest, startOrder, type Shop } from './harness.ts';
import { cartFields, fill, mutation, place, placing, run } from './operations.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await startOrder();
}, 60_000);
afterAll(() => shop?.stop());

const openGuestCart = async () => {
  const { cart, cartToken } = await run(shop, 'cartCreate', {});
  return { cartId: cart.id as string, cartToken: cartToken as string };
};
const cartOf = async (id: string, cartToken: string | null, identity = guest) =>
  (
    await shop.ask(
      `query ($id: ID!, $cartToken: String) { cart(id: $id, cartToken: $cartToken) { ${cartFields} } }`,
      { id, cartToken },
      identity,
    )
  ).data.cart;
const euros = (amountMinor: string) => ({ amountMinor, currency: 'EUR' });

describe('a cart', () => {
  it('is opened by its token only, and the token is not kept', async () => {
    const { cartId, cartToken } = await openGuestCart();
    expect(Buffer.from(cartToken, 'base64url')).toHaveLength(32);
    expect(await cartOf(cartId, cartToken)).toMatchObject({ id: cartId, lines: [], currency: 'EUR' });
    expect(await cartOf(cartId, null)).toBeNull();
    expect(await cartOf(cartId, `${cartToken.slice(0, -2)}AA`)).toBeNull();
    expect(await cartOf(cartId, null, customer(['order:read', 'order:write']))).toBeNull();
    const { rows } = await shop.pool.query('SELECT * FROM cart WHERE id = $1', [cartId]);
    expect(JSON.stringify(rows)).not.toContain(cartToken);
  });

  it('is the same one for a customer, however often and at the same time it is opened', async () => {
    const ada = customer();
    const opened = await Promise.all(Array.from({ length: 10 }, () => run(shop, 'cartCreate', {}, ada)));
    expect(new Set(opened.map(({ cart }) => cart.id)).size).toBe(1);
    expect(opened[0].cartToken).toBeNull();
  });

  it('adds up the same variant on one line', async () => {
    const ada = customer();
    const { variantId } = await shop.sell();
    await fill(shop, ada, variantId, 2);
    const cart = await fill(shop, ada, variantId, 3);
    expect(cart.lines).toMatchObject([
      { quantity: 5, variant: { id: variantId }, total: { amount: '62.50' } },
    ]);
    expect(cart.total.amount).toBe('62.50');
  });

  it('holds every one of 100 additions that come at once', async () => {
    const { cartId, cartToken } = await openGuestCart();
    const variants = await Promise.all(Array.from({ length: 5 }, () => shop.sell()));
    await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        run(shop, 'cartLineAdd', {
          ...{ cartId, cartToken, quantity: 1 },
          variantId: variants[index % 5]!.variantId,
        }),
      ),
    );
    const cart = await cartOf(cartId, cartToken);
    expect(cart.lines.map((line: { quantity: number }) => line.quantity)).toEqual([20, 20, 20, 20, 20]);
    expect(cart.version).toBe(101);
  }, 30_000);

  it('changes once for an idempotency key, however often and however parallel it is sent', async () => {
    const { cartId, cartToken } = await openGuestCart();
    const { variantId } = await shop.sell();
    const adding = { cartId, cartToken, variantId, quantity: 2 };
    const key = randomUUID();
    const add = () => run(shop, 'cartLineAdd', adding, guest, key);
    const answers = await Promise.all(Array.from({ length: 20 }, add));
    const waiting = answers.filter(({ code }) => code === 'IDEMPOTENCY_IN_PROGRESS');
    const [first, ...others] = answers.filter((answer) => !waiting.includes(answer));
    expect(first).toMatchObject({ cart: { version: 2 }, line: { quantity: 2 } });
    for (const other of others) expect(other).toEqual(first);
    const replayed = await shop.ask(mutation('cartLineAdd'), { input: adding }, guest, {
      'idempotency-key': key,
    });
    expect(replayed).toMatchObject({
      data: { cartLineAdd: first },
      extensions: { idempotency: { replayed: true, keys: [key] } },
    });
    expect(await run(shop, 'cartLineAdd', { ...adding, quantity: 3 }, guest, key)).toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    });

    const line = { cartId, cartToken, lineId: first.line.id };
    const removals = [randomUUID(), randomUUID()].flatMap((each) => [each, each]);
    const removed = [];
    for (const each of removals) removed.push(await run(shop, 'cartLineRemove', line, guest, each));
    expect(removed.map(({ code }) => code)).toEqual([undefined, undefined, 'NOT_FOUND', 'NOT_FOUND']);
    expect((await cartOf(cartId, cartToken)).version).toBe(3);
  });

  it('gives nothing away to another guest who sends the same key', async () => {
    const { variantId } = await shop.sell();
    const [mine, theirs] = [await openGuestCart(), await openGuestCart()];
    const key = randomUUID();
    for (const cart of [mine, theirs]) {
      const added = await run(shop, 'cartLineAdd', { ...cart, variantId, quantity: 1 }, guest, key);
      expect(added).toMatchObject({ cart: { id: cart.cartId }, line: { quantity: 1 } });
    }
    const guessed = { ...mine, cartToken: theirs.cartToken, variantId, quantity: 1 };
    expect(await run(shop, 'cartLineAdd', guessed, guest, key)).toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    });
  });

  it('refuses what is not sold, quantities beyond 999, and whom it does not belong to', async () => {
    const ada = customer();
    const { variantId } = await shop.sell();
    const dollars = await shop.sell({ currency: 'USD' });
    const cart = await fill(shop, ada, variantId, 998);
    const add = (input: object, identity = ada) =>
      run(shop, 'cartLineAdd', { cartId: cart.id, variantId, quantity: 1, ...input }, identity);
    const unknown = newId('ProductVariant');
    expect(await add({ variantId: unknown })).toMatchObject({
      __typename: 'VariantUnavailableError',
      variantId: unknown,
    });
    expect(await add({ variantId: dollars.variantId })).toMatchObject({ code: 'VARIANT_UNAVAILABLE' });
    expect(await add({ quantity: 2 })).toMatchObject({ issues: [{ code: 'QUANTITY_TOO_LARGE' }] });
    expect(await add({ quantity: 0 })).toMatchObject({ __typename: 'ValidationError' });
    expect(await add({}, customer())).toMatchObject({ __typename: 'NotFoundError' });
    expect(await add({}, guest)).toMatchObject({ __typename: 'NotFoundError' });
    expect(await add({ cartToken: 'x' }, guest)).toMatchObject({ __typename: 'NotFoundError' });
    expect(await add({ quantity: 1 })).toMatchObject({ line: { quantity: 999 } });
  });

  it('takes on the currency of what is put in first', async () => {
    const ada = customer();
    const yen = await shop.sell({ currency: 'JPY', price: '500' });
    expect(await fill(shop, ada, yen.variantId, 3)).toMatchObject({
      currency: 'JPY',
      total: { amount: '1500', currency: 'JPY' },
    });
  });

  it('changes and removes lines', async () => {
    const ada = customer();
    const { variantId } = await shop.sell();
    const cart = await fill(shop, ada, variantId, 2);
    const line = { cartId: cart.id, lineId: cart.lines[0].id };
    expect(await run(shop, 'cartLineUpdate', { ...line, quantity: 7 }, ada)).toMatchObject({
      cart: { lines: [{ quantity: 7 }], version: cart.version + 1 },
    });
    expect(await run(shop, 'cartLineUpdate', { ...line, quantity: 1000 }, ada)).toMatchObject({
      issues: [{ path: ['quantity'] }],
    });
    const strange = { ...line, lineId: newId('CartLine') };
    expect(await run(shop, 'cartLineUpdate', { ...strange, quantity: 1 }, ada)).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await run(shop, 'cartLineRemove', strange, ada)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await run(shop, 'cartLineRemove', line, ada)).toMatchObject({ cart: { lines: [] } });
  });

  it('names what stands in the way: a new price, too little stock, a withdrawn product', async () => {
    const ada = customer();
    const repriced = await shop.sell();
    const scarce = await shop.sell();
    const archived = await shop.sell();
    const dropped = await shop.sell();
    await fill(shop, ada, repriced.variantId);
    await fill(shop, ada, scarce.variantId, 5);
    await fill(shop, ada, archived.variantId);
    const { id, lines } = await fill(shop, ada, dropped.variantId);
    await shop.peers.say(productPriceChangedV1, repriced.productId, {
      ...{ productId: repriced.productId, variantId: repriced.variantId },
      ...{ from: euros('1250'), to: euros('1300') },
    });
    await shop.tellStock(scarce.variantId, 3, 7);
    await shop.tellStock(scarce.variantId, 50, 6);
    await shop.peers.say(productArchivedV1, archived.productId, {
      productId: archived.productId,
      variantIds: [archived.variantId],
    });
    const { productId } = dropped;
    const changed = { productId, version: 3, title: 'Chair', slug: 'chair', variants: [] };
    await shop.peers.say(productUpdatedV1, productId, changed);
    await eventually(async () => {
      const cart = await cartOf(id, null, ada);
      expect(cart.problems).toEqual([
        {
          __typename: 'PriceChangedProblem',
          lineId: lines[0].id,
          from: { amount: '12.50' },
          to: { amount: '13.00' },
        },
        { __typename: 'InsufficientStockProblem', lineId: lines[1].id, available: 3 },
        { __typename: 'UnavailableProblem', lineId: lines[2].id },
        { __typename: 'UnavailableProblem', lineId: lines[3].id },
      ]);
      expect(cart.lines[0].unitPrice.amount).toBe('13.00');
    });
    const next = await run(shop, 'cartLineUpdate', { cartId: id, lineId: lines[1].id, quantity: 3 }, ada);
    expect(next.cart.problems.map((each: { __typename: string }) => each.__typename)).toEqual([
      'UnavailableProblem',
      'UnavailableProblem',
    ]);
  });

  it('is empty after it was ordered, and goes on', async () => {
    const ada = customer();
    const { variantId } = await shop.sell();
    await place(shop, ada, variantId);
    expect((await fill(shop, ada, variantId, 4)).lines).toMatchObject([{ quantity: 4 }]);
  });
});

describe('merging a guest’s cart', () => {
  it('moves everything into the customer’s, once, and ends the guest’s', async () => {
    const ada = customer();
    const both = await shop.sell();
    const own = await shop.sell();
    const theirs = await shop.sell();
    await fill(shop, ada, both.variantId, 2);
    await fill(shop, ada, own.variantId, 1);
    const from = await openGuestCart();
    for (const { variantId } of [both, theirs]) {
      await run(shop, 'cartLineAdd', { ...from, variantId, quantity: 3 });
    }
    const results = await Promise.all(Array.from({ length: 5 }, () => run(shop, 'cartMerge', from, ada)));
    const merged = results.filter((result) => result.cart);
    expect(merged).toHaveLength(1);
    expect(results.filter((result) => result.code === 'NOT_FOUND')).toHaveLength(4);
    const quantities = Object.fromEntries(
      merged[0].cart.lines.map((line: { variant: { id: string }; quantity: number }) => [
        line.variant.id,
        line.quantity,
      ]),
    );
    expect(quantities).toEqual({ [both.variantId]: 5, [own.variantId]: 1, [theirs.variantId]: 3 });
    expect(await cartOf(from.cartId, from.cartToken)).toBeNull();
  });

  it('changes neither cart when it cannot be done', async () => {
    const ada = customer();
    const { variantId } = await shop.sell();
    const yen = await shop.sell({ currency: 'JPY', price: '500' });
    const own = await fill(shop, ada, variantId, 2);
    const from = await openGuestCart();
    await run(shop, 'cartLineAdd', { ...from, variantId: yen.variantId, quantity: 1 });
    expect(await run(shop, 'cartMerge', from, ada)).toMatchObject({ issues: [{ code: 'CURRENCY_MIXED' }] });
    expect(await run(shop, 'cartMerge', { ...from, cartToken: 'wrong' }, ada)).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await run(shop, 'cartMerge', { cartId: own.id, cartToken: 'any' }, ada)).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect((await cartOf(own.id, null, ada)).lines).toHaveLength(1);
    expect((await cartOf(from.cartId, from.cartToken)).lines).toHaveLength(1);
  });

  it('does not hold up an order of a guest’s cart: there is none', async () => {
    const ada = customer();
    const from = await openGuestCart();
    expect(await run(shop, 'orderPlace', placing(from.cartId), ada)).toMatchObject({ code: 'NOT_FOUND' });
  });
});
