import type { Money } from '@bazaar/kit';
import { asking, askAgain, command, compensate, nextAttempt, timer, type Clock } from './checkout-moves.ts';
import {
  awaitsAnswer,
  isEmpty,
  unchanged,
  without,
  type Advance,
  type Checkout,
  type CheckoutSaga,
  type OrderChange,
  type SagaEvent,
} from './checkout-state.ts';
import type { Awaited, StepName } from './checkout-steps.ts';
import { whileCompensating } from './checkout-undoing.ts';
import type { OrderPaymentStatus } from './order.ts';

/** The first move of every checkout: ask for the stock. */
export function begin(clock: Clock): Advance & { readonly change: OrderChange } {
  return {
    saga: { phase: 'RESERVING', awaits: { 'inventory.reserve-stock': 1 } },
    change: { event: 'order.placed', message: null },
    ...asking(['inventory.reserve-stock'], clock),
  };
}

/**
 * What an event makes of a checkout. Every event is legal in every phase: one that comes late, twice or out of order
 * changes nothing.
 *
 *     RESERVING ─▶ AUTHORIZING ◀─▶ ACTION_REQUIRED ─▶ [pivot] ─▶ COMPLETING ─▶ COMPLETED
 *         └──────────────┴──────────────────┴─▶ COMPENSATING ◀────────┴─────────────┘ (cancellation)
 *                                                    └─▶ REJECTED | CANCELED
 */
export function advance({ order, saga }: Checkout, event: SagaEvent, clock: Clock): Advance {
  switch (saga.phase) {
    case 'RESERVING':
      return whileReserving(saga, event, clock);
    case 'AUTHORIZING':
    case 'ACTION_REQUIRED':
      return whileAuthorizing(saga, order.total, event, clock);
    case 'COMPLETING':
      return whileCompleting(saga, order.paymentStatus, event, clock);
    case 'COMPENSATING':
      return whileCompensating(saga, order.paymentStatus, event, clock);
    case 'COMPLETED':
      if (event.type === 'cancel-requested') return cancel('capture', event.reason, clock);
      return refunded(saga, order.paymentStatus, event);
    case 'REJECTED':
    case 'CANCELED':
      return unchanged(saga);
  }
}

function whileReserving(saga: In<'RESERVING'>, event: SagaEvent, clock: Clock): Advance {
  switch (event.type) {
    case 'stock-reserved':
      return {
        saga: {
          phase: 'AUTHORIZING',
          awaits: { 'payment.authorize': 1 },
          reservedUntil: event.expiresAt,
        },
        change: { paymentStatus: 'AUTHORIZING', event: 'payment.authorizing', message: null },
        ...asking(['payment.authorize'], clock),
      };
    case 'stock-rejected':
      return reject('reserve', 'INSUFFICIENT_STOCK', clock);
    case 'stock-released':
      return reject('reserve', 'RESERVATION_EXPIRED', clock);
    case 'cancel-requested':
      return cancel('reserve', event.reason, clock);
    case 'timeout': {
      const again = nextAttempt(saga, event);
      if (!again) return unchanged(saga);
      if (again.attempt > clock.policy.stockRetriesMax + 1) return reject('reserve', 'STOCK_TIMEOUT', clock);
      return askAgain(saga, again, clock);
    }
    default:
      return unchanged(saga);
  }
}

function whileAuthorizing(saga: Authorizing, total: Money, event: SagaEvent, clock: Clock): Advance {
  switch (event.type) {
    case 'stock-reserved':
      // The answer to an extension.
      return unchanged({ ...saga, reservedUntil: Math.max(saga.reservedUntil, event.expiresAt) });
    case 'stock-released':
      return reject('authorize', 'RESERVATION_EXPIRED', clock);
    case 'payment-authorized':
      return confirm(saga, total, event.amount, clock);
    case 'payment-action-required':
      return saga.phase === 'ACTION_REQUIRED' ? unchanged(saga) : awaitCustomer(saga, clock);
    case 'payment-unknown':
      return awaitOutcome(saga, clock);
    case 'payment-declined':
      return reject('authorize', `PAYMENT_DECLINED: ${event.reason}`, clock, { paymentStatus: 'FAILED' });
    case 'cancel-requested':
      return cancel('authorize', event.reason, clock);
    case 'timeout':
      return nextAttempt(saga, event) ? reject('authorize', 'PAYMENT_TIMEOUT', clock) : unchanged(saga);
    default:
      return unchanged(saga);
  }
}

/**
 * The pivot. From here on the order stands, and what is left is asked for until it is done: inventory takes again what
 * ran out in between.
 */
function confirm(saga: Authorizing, total: Money, authorized: Money, clock: Clock): Advance {
  if (saga.reservedUntil <= clock.now) return reject('authorize', 'RESERVATION_EXPIRED', clock);
  if (authorized.currency !== total.currency || authorized.amountMinor < total.amountMinor) {
    return reject('authorize', 'PAYMENT_INSUFFICIENT', clock);
  }
  return {
    saga: {
      phase: 'COMPLETING',
      awaits: { 'inventory.commit-reservation': 1, 'payment.capture': 1 },
    },
    change: { status: 'CONFIRMED', paymentStatus: 'AUTHORIZED', event: 'order.confirmed', message: null },
    ...asking(['inventory.commit-reservation', 'payment.capture'], clock),
  };
}

/** The customer gets the payment window, and stock that is still held is held for longer: once. */
function awaitCustomer(saga: Authorizing, clock: Clock): Advance {
  const extension = command('inventory.extend-reservation', clock);
  const reservedUntil = saga.reservedUntil > clock.now ? extension.holdUntil : saga.reservedUntil;
  const attempt = (saga.awaits['payment-window'] ?? 0) + 1;
  return {
    saga: { phase: 'ACTION_REQUIRED', awaits: { 'payment-window': attempt }, reservedUntil },
    change: { paymentStatus: 'ACTION_REQUIRED', event: 'payment.action-required', message: null },
    commands: [extension],
    timers: [timer('payment-window', attempt, clock)],
  };
}

/** An unknown outcome is never taken for a failure: the payment service finds out within the payment window. */
function awaitOutcome(saga: Authorizing, clock: Clock): Advance {
  if (saga.awaits['payment-window'] !== undefined) return unchanged(saga);
  return {
    ...unchanged({ ...saga, awaits: { 'payment-window': 1 } }),
    timers: [timer('payment-window', 1, clock)],
  };
}

function whileCompleting(
  saga: In<'COMPLETING'>,
  paymentStatus: OrderPaymentStatus,
  event: SagaEvent,
  clock: Clock,
): Advance {
  switch (event.type) {
    case 'stock-committed':
      return completeOnceDone(saga, 'inventory.commit-reservation', {});
    case 'payment-captured':
      return completeOnceDone(saga, 'payment.capture', { paymentStatus: 'CAPTURED' });
    case 'payment-capture-failed':
      if (!awaitsAnswer(saga, 'payment.capture') || paymentStatus === 'FAILED') return unchanged(saga);
      // Nobody asks again by himself: staff collects the money, and a late success still counts.
      return {
        ...unchanged({ ...saga, awaits: { ...saga.awaits, 'payment.capture': 0 } }),
        change: { paymentStatus: 'FAILED', event: 'payment.capture-failed', message: event.reason },
      };
    case 'cancel-requested':
      return cancel('capture', event.reason, clock);
    case 'timeout': {
      const again = nextAttempt(saga, event);
      return again ? askAgain(saga, again, clock) : unchanged(saga);
    }
    default:
      return refunded(saga, paymentStatus, event);
  }
}

function completeOnceDone(
  saga: In<'COMPLETING'>,
  answered: Awaited,
  change: Pick<OrderChange, 'paymentStatus'>,
): Advance {
  if (!awaitsAnswer(saga, answered)) return unchanged(saga);
  const awaits = without(saga.awaits, answered);
  if (isEmpty(awaits)) {
    return {
      ...unchanged({ phase: 'COMPLETED', awaits }),
      change: { ...change, status: 'COMPLETED', event: 'order.completed', message: null },
    };
  }
  return {
    ...unchanged({ ...saga, awaits }),
    change: change.paymentStatus ? { ...change, event: 'payment.captured', message: null } : null,
  };
}

/** Staff gave money back. Running totals come with it, so that the last word counts. */
function refunded(saga: CheckoutSaga, current: OrderPaymentStatus, event: SagaEvent): Advance {
  if (event.type !== 'payment-refunded' || current === 'REFUNDED') return unchanged(saga);
  const isWhole = event.refundedTotal.amountMinor >= event.capturedTotal.amountMinor;
  return {
    ...unchanged(saga),
    change: {
      paymentStatus: isWhole ? 'REFUNDED' : 'PARTIALLY_REFUNDED',
      event: 'payment.refunded',
      message: null,
    },
  };
}

const reject = (last: StepName, reason: string, clock: Clock, change?: Pick<OrderChange, 'paymentStatus'>) =>
  compensate(last, 'REJECTED', reason, clock, change);

const cancel = (last: StepName, reason: string | null, clock: Clock) =>
  compensate(last, 'CANCELED', reason, clock);

type In<Phase extends CheckoutSaga['phase']> = Extract<CheckoutSaga, { phase: Phase }>;
type Authorizing = Extract<CheckoutSaga, { reservedUntil: number }>;
