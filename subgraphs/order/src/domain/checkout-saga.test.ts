import { describe, expect, it } from '@jest/globals';
import { money } from '@bazaar/kit';
import { advance, begin } from './checkout-saga.ts';
import type { Advance, Checkout, CheckoutSaga, SagaEvent } from './checkout-state.ts';
import { defaultPolicy, undoOf } from './checkout-steps.ts';
import type { OrderPaymentStatus } from './order.ts';

const now = 1_000_000;
const clock = { now, policy: defaultPolicy };
const total = money(2500n, 'EUR');

const states = {
  RESERVING: [{ phase: 'RESERVING', awaits: { 'inventory.reserve-stock': 1 } }, 'NONE'],
  AUTHORIZING: [
    { phase: 'AUTHORIZING', awaits: { 'payment.authorize': 1 }, reservedUntil: now + 1 },
    'AUTHORIZING',
  ],
  UNKNOWN: [{ phase: 'AUTHORIZING', awaits: { 'payment-window': 1 }, reservedUntil: now + 1 }, 'AUTHORIZING'],
  ACTION_REQUIRED: [
    { phase: 'ACTION_REQUIRED', awaits: { 'payment-window': 1 }, reservedUntil: now + 1 },
    'ACTION_REQUIRED',
  ],
  COMPLETING: [
    { phase: 'COMPLETING', awaits: { 'inventory.commit-reservation': 1, 'payment.capture': 1 } },
    'AUTHORIZED',
  ],
  COMMITTED: [{ phase: 'COMPLETING', awaits: { 'payment.capture': 1 } }, 'AUTHORIZED'],
  CAPTURED: [{ phase: 'COMPLETING', awaits: { 'inventory.commit-reservation': 1 } }, 'CAPTURED'],
  CAPTURE_FAILED: [{ phase: 'COMPLETING', awaits: { 'payment.capture': 0 } }, 'FAILED'],
  REJECTING: [
    {
      phase: 'COMPENSATING',
      awaits: { 'payment.cancel': 1, 'inventory.release-reservation': 1 },
      ...{ outcome: 'REJECTED', reason: 'WHY' },
    },
    'AUTHORIZING',
  ],
  RELEASING: [
    {
      phase: 'COMPENSATING',
      awaits: { 'inventory.release-reservation': 1 },
      ...{ outcome: 'REJECTED', reason: 'WHY' },
    },
    'NONE',
  ],
  CANCELING: [
    {
      phase: 'COMPENSATING',
      awaits: { 'payment.cancel': 1, 'inventory.restock': 1 },
      ...{ outcome: 'CANCELED', reason: null },
    },
    'CAPTURED',
  ],
  VOIDING: [
    { phase: 'COMPENSATING', awaits: { 'payment.cancel': 1 }, ...{ outcome: 'REJECTED', reason: 'WHY' } },
    'FAILED',
  ],
  COMPLETED: [{ phase: 'COMPLETED', awaits: {} }, 'CAPTURED'],
  REFUNDED: [{ phase: 'COMPLETED', awaits: {} }, 'REFUNDED'],
  REJECTED: [{ phase: 'REJECTED', awaits: {} }, 'NONE'],
  CANCELED: [{ phase: 'CANCELED', awaits: {} }, 'VOIDED'],
} as const satisfies Record<string, readonly [CheckoutSaga, OrderPaymentStatus]>;

const refund = (minor: bigint): SagaEvent => ({
  type: 'payment-refunded',
  refundedTotal: money(minor, 'EUR'),
  capturedTotal: total,
});
const timeout = (awaited: string, attempt = 1): SagaEvent => ({ type: 'timeout', awaited, attempt });
const events: Record<string, SagaEvent> = {
  reserved: { type: 'stock-reserved', expiresAt: now + 99 },
  'stock rejected': { type: 'stock-rejected' },
  committed: { type: 'stock-committed' },
  released: { type: 'stock-released', cause: 'RELEASED' },
  expired: { type: 'stock-released', cause: 'EXPIRED' },
  authorized: { type: 'payment-authorized', amount: total },
  'authorized too little': { type: 'payment-authorized', amount: money(2499n, 'EUR') },
  'authorized elsewhere': { type: 'payment-authorized', amount: money(2500n, 'USD') },
  'action required': { type: 'payment-action-required' },
  unknown: { type: 'payment-unknown' },
  declined: { type: 'payment-declined', reason: 'no funds' },
  captured: { type: 'payment-captured' },
  'capture failed': { type: 'payment-capture-failed', reason: 'expired_card' },
  voided: { type: 'payment-canceled', outcome: 'VOIDED' },
  repaid: { type: 'payment-canceled', outcome: 'REFUNDED' },
  'nothing held': { type: 'payment-canceled', outcome: 'NOTHING_HELD' },
  'part refunded': refund(1n),
  'all refunded': refund(2500n),
  'cancel requested': { type: 'cancel-requested', reason: 'mine' },
  'timeout reserve': timeout('inventory.reserve-stock'),
  'timeout authorize': timeout('payment.authorize'),
  'timeout window': timeout('payment-window'),
  'timeout commit': timeout('inventory.commit-reservation'),
  'timeout capture': timeout('payment.capture'),
  'timeout cancel': timeout('payment.cancel'),
  'timeout release': timeout('inventory.release-reservation'),
  'timeout of nothing': timeout('no-such-step'),
  'timeout stale': timeout('payment.capture', 7),
};

const rejecting = (payment: string, reason: string) =>
  `COMPENSATING(${reason}) ${payment}order.compensating payment.cancel inventory.release-reservation`;
const canceling = 'COMPENSATING(mine) order.cancel-requested';
const rejectingAll = (reason: string) => rejecting('', reason);
const pivot = 'COMPLETING CONFIRMED AUTHORIZED order.confirmed inventory.commit-reservation payment.capture';
const whileAuthorizing = {
  reserved: 'still',
  released: rejectingAll('RESERVATION_EXPIRED'),
  expired: rejectingAll('RESERVATION_EXPIRED'),
  authorized: pivot,
  'authorized too little': rejectingAll('PAYMENT_INSUFFICIENT'),
  'authorized elsewhere': rejectingAll('PAYMENT_INSUFFICIENT'),
  declined: rejecting('FAILED ', 'PAYMENT_DECLINED: no funds'),
  'cancel requested': `${canceling} payment.cancel inventory.release-reservation`,
};
const actionRequired = 'ACTION_REQUIRED ACTION_REQUIRED payment.action-required inventory.extend-reservation';
const undoingCompleted = `${canceling} payment.cancel inventory.restock`;
const refunds = {
  'part refunded': 'still PARTIALLY_REFUNDED payment.refunded',
  'all refunded': 'still REFUNDED payment.refunded',
};

// What an event makes of a state: the phase it leads to (or `still`), new values of the axes, the timeline's event,
// the commands. What is not named changes nothing at all.
const table: Record<keyof typeof states, Record<string, string>> = {
  RESERVING: {
    reserved: 'AUTHORIZING AUTHORIZING payment.authorizing payment.authorize',
    'stock rejected': 'COMPENSATING(INSUFFICIENT_STOCK) order.compensating inventory.release-reservation',
    released: 'COMPENSATING(RESERVATION_EXPIRED) order.compensating inventory.release-reservation',
    expired: 'COMPENSATING(RESERVATION_EXPIRED) order.compensating inventory.release-reservation',
    'cancel requested': `${canceling} inventory.release-reservation`,
    'timeout reserve': 'still inventory.reserve-stock',
  },
  AUTHORIZING: {
    ...whileAuthorizing,
    'action required': actionRequired,
    unknown: 'still',
    'timeout authorize': rejectingAll('PAYMENT_TIMEOUT'),
  },
  UNKNOWN: {
    ...whileAuthorizing,
    'action required': actionRequired,
    'timeout window': rejectingAll('PAYMENT_TIMEOUT'),
  },
  ACTION_REQUIRED: { ...whileAuthorizing, 'timeout window': rejectingAll('PAYMENT_TIMEOUT') },
  COMPLETING: {
    committed: 'still',
    captured: 'still CAPTURED payment.captured',
    'capture failed': 'still FAILED payment.capture-failed',
    'cancel requested': undoingCompleted,
    'timeout commit': 'still inventory.commit-reservation',
    'timeout capture': 'still payment.capture',
    ...refunds,
  },
  COMMITTED: {
    captured: 'COMPLETED COMPLETED CAPTURED order.completed',
    'capture failed': 'still FAILED payment.capture-failed',
    'cancel requested': undoingCompleted,
    'timeout capture': 'still payment.capture',
    ...refunds,
  },
  CAPTURED: {
    committed: 'COMPLETED COMPLETED order.completed',
    'cancel requested': undoingCompleted,
    'timeout commit': 'still inventory.commit-reservation',
    ...refunds,
  },
  CAPTURE_FAILED: {
    captured: 'COMPLETED COMPLETED CAPTURED order.completed',
    'cancel requested': undoingCompleted,
    ...refunds,
  },
  REJECTING: {
    released: 'still',
    voided: 'still VOIDED payment.canceled',
    repaid: 'still REFUNDED payment.canceled',
    'nothing held': 'still VOIDED payment.canceled',
    'cancel requested': 'COMPENSATING(mine) order.cancel-requested',
    'timeout cancel': 'still payment.cancel',
    'timeout release': 'still inventory.release-reservation',
  },
  RELEASING: {
    released: 'REJECTED REJECTED NONE order.rejected',
    'cancel requested': 'COMPENSATING(mine) order.cancel-requested',
    'timeout release': 'still inventory.release-reservation',
  },
  CANCELING: {
    released: 'still',
    voided: 'still VOIDED payment.canceled',
    repaid: 'still REFUNDED payment.canceled',
    'nothing held': 'still VOIDED payment.canceled',
    'timeout cancel': 'still payment.cancel',
  },
  VOIDING: {
    voided: 'REJECTED REJECTED VOIDED order.rejected',
    repaid: 'REJECTED REJECTED REFUNDED order.rejected',
    'nothing held': 'REJECTED REJECTED FAILED order.rejected',
    'cancel requested': 'COMPENSATING(mine) order.cancel-requested',
    'timeout cancel': 'still payment.cancel',
  },
  COMPLETED: { 'cancel requested': undoingCompleted, ...refunds },
  REFUNDED: { 'cancel requested': undoingCompleted },
  REJECTED: {},
  CANCELED: {},
};

const cases = Object.keys(states).flatMap((state) =>
  Object.keys(events).map((event) => {
    const name = state as keyof typeof states;
    return [name, event, table[name][event] ?? 'nothing'] as const;
  }),
);

describe('the checkout saga', () => {
  it.each(cases)('%s + %s → %s', (state, event, expected) => {
    const checkout = checkoutIn(state);
    const next = advance(checkout, events[event]!, clock);
    expect(describeAdvance(checkout.saga, next)).toBe(expected);
  });

  it('begins by asking for the stock', () => {
    expect(begin(clock)).toMatchObject({
      saga: { phase: 'RESERVING' },
      change: { event: 'order.placed' },
      commands: [{ name: 'inventory.reserve-stock', holdUntil: now + 20 * 60_000 }],
      timers: [{ awaited: 'inventory.reserve-stock', attempt: 1, at: now + 5_000 }],
    });
  });

  it('asks for stock four times, then gives up', () => {
    let saga: CheckoutSaga = begin(clock).saga;
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const next = advance(inState(saga, 'NONE'), timeout('inventory.reserve-stock', attempt), clock);
      expect(next.timers).toEqual([
        { awaited: 'inventory.reserve-stock', attempt: attempt + 1, at: now + 5_000 },
      ]);
      saga = next.saga;
    }
    const last = advance(inState(saga, 'NONE'), timeout('inventory.reserve-stock', 4), clock);
    expect(last.saga).toMatchObject({ phase: 'COMPENSATING', reason: 'STOCK_TIMEOUT' });
  });

  it('asks for ever for what must succeed, in growing intervals', () => {
    let saga: CheckoutSaga = states.COMMITTED[0];
    const intervals: number[] = [];
    for (let attempt = 1; attempt <= 12; attempt += 1) {
      const next = advance(inState(saga, 'AUTHORIZED'), timeout('payment.capture', attempt), clock);
      expect(next.commands.map((command) => command.name)).toEqual(['payment.capture']);
      intervals.push((next.timers[0]!.at - now) / 1000);
      saga = next.saga;
    }
    expect(intervals.slice(0, 4)).toEqual([10, 20, 40, 80]);
    expect(intervals.at(-1)).toBe(600);
  });

  it('never confirms on a reservation that has run out', () => {
    const saga = { ...states.AUTHORIZING[0], reservedUntil: now };
    const next = advance(inState(saga, 'AUTHORIZING'), events['authorized']!, clock);
    expect(next.saga).toMatchObject({ phase: 'COMPENSATING', reason: 'RESERVATION_EXPIRED' });
  });

  it('takes the longer reservation that an extension brings', () => {
    const longer = advance(checkoutIn('ACTION_REQUIRED'), events['reserved']!, clock);
    expect(longer.saga).toMatchObject({ reservedUntil: now + 99 });
    const earlier: SagaEvent = { type: 'stock-reserved', expiresAt: now - 99 };
    expect(advance(checkoutIn('ACTION_REQUIRED'), earlier, clock).saga).toMatchObject({
      reservedUntil: now + 1,
    });
  });

  it('holds the stock for longer when the customer must act, unless the hold has run out already', () => {
    const alive = advance(checkoutIn('AUTHORIZING'), events['action required']!, clock);
    expect(alive.saga).toMatchObject({ reservedUntil: now + 20 * 60_000 });
    expect(alive.commands).toMatchObject([{ holdUntil: now + 20 * 60_000 }]);
    const dead = { ...states.AUTHORIZING[0], reservedUntil: now };
    const late = advance(inState(dead, 'AUTHORIZING'), events['action required']!, clock);
    expect(late.saga).toMatchObject({ reservedUntil: now });
  });

  it('gives a customer who must act the whole window, also after an unknown outcome', () => {
    const next = advance(checkoutIn('UNKNOWN'), events['action required']!, clock);
    const stale = advance(inState(next.saga, 'ACTION_REQUIRED'), timeout('payment-window', 1), clock);
    expect(stale.saga).toBe(next.saga);
    const due = advance(inState(next.saga, 'ACTION_REQUIRED'), timeout('payment-window', 2), clock);
    expect(due.saga.phase).toBe('COMPENSATING');
  });

  it('keeps what a refund by staff left, when a cancellation finds nothing to give back', () => {
    const refundedByStaff = { ...checkoutIn('CANCELING') };
    const order = { ...refundedByStaff.order, paymentStatus: 'REFUNDED' as const };
    const next = advance({ ...refundedByStaff, order }, events['nothing held']!, clock);
    expect(next.change).toMatchObject({ paymentStatus: 'REFUNDED' });
  });

  it('undoes each resource once, the latest first', () => {
    expect(undoOf('reserve')).toEqual(['inventory.release-reservation']);
    expect(undoOf('authorize')).toEqual(['payment.cancel', 'inventory.release-reservation']);
    expect(undoOf('capture')).toEqual(['payment.cancel', 'inventory.restock']);
  });
});

function checkoutIn(state: keyof typeof states): Checkout {
  const [saga, paymentStatus] = states[state];
  return inState(saga, paymentStatus);
}

const inState = (saga: CheckoutSaga, paymentStatus: OrderPaymentStatus): Checkout => ({
  order: { status: 'PENDING', paymentStatus, fulfillmentStatus: 'UNFULFILLED', total },
  saga,
});

function describeAdvance(before: CheckoutSaga, { saga, change, commands }: Advance): string {
  if (saga === before && !change && commands.length === 0) return 'nothing';
  const reason = saga.phase === 'COMPENSATING' ? `(${saga.reason})` : '';
  const isNew = saga.phase !== before.phase || (change?.event ?? '').startsWith('order.c');
  return [
    isNew ? `${saga.phase}${reason}` : 'still',
    change?.status,
    change?.paymentStatus,
    change?.event,
    ...commands.map((command) => command.name),
  ]
    .filter(Boolean)
    .join(' ');
}
