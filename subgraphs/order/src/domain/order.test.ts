import { describe, expect, it } from '@jest/globals';
import { anonymous, money, type Identity } from '@bazaar/kit';
import { holdsCardNumber } from './card-number.ts';
import { priceCart } from './cart.ts';
import { changeOrder, entryOf, orderOf } from './order-changes.ts';
import { filterDepth, viewOf } from './order-filter.ts';
import { formatOrderNumber, isCancelable, type OrderAxes } from './order.ts';

const address = {
  ...{ name: 'A', line1: 'B', line2: null, city: 'C', region: null, postalCode: 'D', country: 'GB' },
};
const cart = priceCart(
  {
    ...{ id: 'crt', tenantId: 'default', customerId: 'usr', tokenHash: null, currency: 'EUR', version: 1 },
    updatedAt: new Date(0),
  },
  [
    {
      ...{ id: 'cln', cartId: 'crt', variantId: 'var', quantity: 2, seenPrice: money(5n, 'EUR') },
      offer: {
        ...{ variantId: 'var', sku: 'S', title: 'T', isPublished: true, available: 9 },
        price: money(5n, 'EUR'),
      },
    },
    {
      ...{ id: 'cl2', cartId: 'crt', variantId: 'va2', quantity: 1, seenPrice: money(1n, 'EUR') },
      offer: null,
    },
  ],
);
const now = new Date('2026-11-21T08:00:00Z');
const placed = () => orderOf(cart, { customerId: 'usr', shippingAddress: address, now });

describe('an order', () => {
  it('is a snapshot of the cart', () => {
    const { order, lines } = placed();
    expect(order).toMatchObject({ status: 'PENDING', version: 1, total: money(11n, 'EUR'), number: null });
    expect(lines).toMatchObject([
      { orderId: order.id, sku: 'S', title: 'T', quantity: 2, unitPrice: money(5n, 'EUR') },
      { sku: '', title: '', quantity: 1 },
    ]);
  });

  it('grows by a version and an entry with every change, and keeps its number', () => {
    const { order } = placed();
    const change = { status: 'CONFIRMED', event: 'order.confirmed', message: null } as const;
    const confirmed = changeOrder(order, change, now, 'B-1');
    expect(confirmed).toMatchObject({
      status: 'CONFIRMED',
      paymentStatus: 'NONE',
      number: 'B-1',
      version: 2,
    });
    expect(entryOf(confirmed, change)).toMatchObject({ version: 2, at: now, event: 'order.confirmed' });
    const paid = { paymentStatus: 'CAPTURED', event: 'payment.captured', message: null } as const;
    expect(changeOrder(confirmed, paid, now, null)).toMatchObject({ status: 'CONFIRMED', number: 'B-1' });
  });

  it('says why it was rejected or canceled', () => {
    const { order } = placed();
    const end = (status: 'REJECTED' | 'CANCELED') =>
      changeOrder(order, { status, reason: 'WHY', event: 'e', message: null }, now, null);
    expect(end('REJECTED')).toMatchObject({ rejectionReason: 'WHY', cancelReason: null });
    expect(end('CANCELED')).toMatchObject({ rejectionReason: null, cancelReason: 'WHY' });
  });

  it.each<[OrderAxes['status'], OrderAxes['fulfillmentStatus'], boolean]>([
    ['PENDING', 'UNFULFILLED', true],
    ['CONFIRMED', 'UNFULFILLED', true],
    ['COMPLETED', 'UNFULFILLED', true],
    ['COMPLETED', 'FULFILLED', false],
    ['REJECTED', 'UNFULFILLED', false],
    ['CANCELED', 'UNFULFILLED', false],
  ])('that is %s and %s can be canceled: %s', (status, fulfillmentStatus, expected) => {
    expect(isCancelable({ status, fulfillmentStatus, paymentStatus: 'NONE' })).toBe(expected);
  });

  it('has a number for people', () => expect(formatOrderNumber(1n)).toBe('B-100001'));
});

describe('a card number', () => {
  it.each([
    '4242424242424242',
    '4242 4242 4242 4242',
    '4242-4242-4242-4242',
    'card:378282246310005',
    '4000056655665556',
  ])('is recognised in %s', (text) => expect(holdsCardNumber(text)).toBe(true));
  it.each(['pm_card_visa', '', 'pm_1NxQ4242abc', '4242424242424241', '42424242424', '424242424242424242420'])(
    'is not seen in "%s"',
    (text) => expect(holdsCardNumber(text)).toBe(false),
  );
});

describe('what somebody sees', () => {
  it('is their own, or everything with order:read', () => {
    const user: Identity = {
      ...{ tenantId: 't', permissions: [] },
      principal: { kind: 'user', id: 'usr', sessionId: 's' },
    };
    expect(viewOf(user)).toEqual({ tenantId: 't', customerId: 'usr' });
    expect(viewOf({ ...user, permissions: ['order:read'] })).toEqual({ tenantId: 't', customerId: null });
    expect(viewOf(anonymous).customerId).toBe('anonymous');
  });

  it('is filtered to a depth that can be measured', () => {
    expect(filterDepth({})).toBe(1);
    expect(filterDepth({ and: [{ or: [{ not: {} }] }] })).toBe(4);
  });
});
