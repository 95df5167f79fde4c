import { describe, expect, it } from '@jest/globals';
import { money } from '@bazaar/kit';
import {
  isPriceAgreed,
  mayUseCart,
  mergeLines,
  priceCart,
  shortagesOf,
  type Cart,
  type CartLine,
  type Offer,
} from './cart.ts';

const cart: Cart = {
  ...{ id: 'crt', tenantId: 'default', customerId: 'usr', tokenHash: null, currency: 'EUR', version: 1 },
  updatedAt: new Date(0),
};
const offer = (change: Partial<Offer> = {}): Offer => ({
  ...{ variantId: 'var', sku: 'S', title: 'T', price: money(500n, 'EUR'), isPublished: true, available: 10 },
  ...change,
});
const line = (change: Partial<CartLine> = {}): CartLine => ({
  ...{ id: 'cln', cartId: 'crt', variantId: 'var', quantity: 2, seenPrice: money(500n, 'EUR') },
  offer: offer(),
  ...change,
});

describe('a priced cart', () => {
  it('sums its lines at the current prices, not at those that were seen', () => {
    const priced = priceCart(cart, [
      line({ offer: offer({ price: money(700n, 'EUR') }) }),
      line({ id: 'cln2', quantity: 3 }),
    ]);
    expect(priced.total).toEqual(money(2900n, 'EUR'));
    expect(priced.problems).toEqual([
      {
        __typename: 'PriceChangedProblem',
        lineId: 'cln',
        from: money(500n, 'EUR'),
        to: money(700n, 'EUR'),
      },
    ]);
  });

  it.each<[string, Offer | null]>([
    ['unknown', null],
    ['withdrawn', offer({ isPublished: false })],
    ['sold in another currency', offer({ price: money(500n, 'USD') })],
  ])('keeps the seen price of a variant that is %s, and names the problem', (_why, given) => {
    const priced = priceCart(cart, [line({ offer: given })]);
    expect(priced.total).toEqual(money(1000n, 'EUR'));
    expect(priced.problems).toEqual([{ __typename: 'UnavailableProblem', lineId: 'cln' }]);
    expect(shortagesOf(priced)).toEqual([{ variantId: 'var', requested: 2, available: 0 }]);
  });

  it.each([
    [1, 1],
    [0, 0],
    [-3, 0],
  ])('is short of stock when %i can be sold', (available, said) => {
    const priced = priceCart(cart, [line({ offer: offer({ available }) })]);
    expect(priced.problems).toEqual([
      { __typename: 'InsufficientStockProblem', lineId: 'cln', available: said },
    ]);
    expect(shortagesOf(priced)).toEqual([{ variantId: 'var', requested: 2, available: said }]);
  });

  it('leaves to the checkout what inventory never told', () => {
    const priced = priceCart(cart, [line({ offer: offer({ available: null }) })]);
    expect([priced.problems, shortagesOf(priced)]).toEqual([[], []]);
  });

  it('is agreed by its total, or by every price that was seen', () => {
    const same = priceCart(cart, [line()]);
    const changed = priceCart(cart, [line({ offer: offer({ price: money(501n, 'EUR') }) })]);
    expect(isPriceAgreed(same, null)).toBe(true);
    expect(isPriceAgreed(changed, null)).toBe(false);
    expect(isPriceAgreed(changed, money(1002n, 'EUR'))).toBe(true);
    expect(isPriceAgreed(same, money(1000n, 'USD'))).toBe(false);
  });
});

describe('who may use a cart', () => {
  const guests = { ...cart, customerId: null, tokenHash: 'h' };
  it.each([
    [cart, { customerId: 'usr', tokenHash: null }, true],
    [cart, { customerId: 'other', tokenHash: 'h' }, false],
    [cart, { customerId: null, tokenHash: null }, false],
    [guests, { customerId: null, tokenHash: 'h' }, true],
    [guests, { customerId: 'usr', tokenHash: 'h' }, true],
    [guests, { customerId: null, tokenHash: 'x' }, false],
    [guests, { customerId: 'usr', tokenHash: null }, false],
  ])('%#', (of, who, expected) => expect(mayUseCart(of, who)).toBe(expected));
});

describe('merging lines', () => {
  it('moves what is new, adds up what is there, and stops at what a line can hold', () => {
    const own = [
      line({ id: 'a', variantId: 'v1', quantity: 5 }),
      line({ id: 'b', variantId: 'v2', quantity: 998 }),
    ];
    const guest = [
      line({ id: 'c', variantId: 'v1', quantity: 2 }),
      line({ id: 'd', variantId: 'v2', quantity: 2 }),
      line({ id: 'e', variantId: 'v3' }),
    ];
    expect(mergeLines(own, guest)).toEqual({
      moved: ['e'],
      raised: [
        { id: 'a', quantity: 7 },
        { id: 'b', quantity: 999 },
      ],
    });
  });
});
