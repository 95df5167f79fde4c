import {
  awaitsAnswer,
  isEmpty,
  unchanged,
  without,
  type Advance,
  type Compensating,
  type SagaEvent,
} from './checkout-state.ts';
import { askAgain, nextAttempt, type Clock } from './checkout-moves.ts';
import type { Awaited } from './checkout-steps.ts';
import type { OrderPaymentStatus } from './order.ts';

export function whileCompensating(
  saga: Compensating,
  paymentStatus: OrderPaymentStatus,
  event: SagaEvent,
  clock: Clock,
): Advance {
  switch (event.type) {
    case 'payment-canceled':
      return endOnceUndone(saga, ['payment.cancel'], settled(paymentStatus, event.outcome));
    case 'stock-released':
      // An expiry is no answer: the release that was asked for has one of its own.
      if (event.cause === 'EXPIRED') return unchanged(saga);
      return endOnceUndone(saga, ['inventory.release-reservation', 'inventory.restock'], paymentStatus);
    case 'cancel-requested':
      if (saga.outcome === 'CANCELED') return unchanged(saga);
      return {
        ...unchanged({ ...saga, outcome: 'CANCELED', reason: event.reason }),
        change: { event: 'order.cancel-requested', message: event.reason },
      };
    case 'timeout': {
      const again = nextAttempt(saga, event);
      return again ? askAgain(saga, again, clock, saga.reason) : unchanged(saga);
    }
    default:
      return unchanged(saga);
  }
}

/** Rejected or canceled only when nothing is held any more. */
function endOnceUndone(
  saga: Compensating,
  answered: readonly Awaited[],
  paymentStatus: OrderPaymentStatus,
): Advance {
  if (!answered.some((each) => awaitsAnswer(saga, each))) return unchanged(saga);
  const awaits = without(saga.awaits, ...answered);
  const { outcome, reason } = saga;
  if (isEmpty(awaits)) {
    const event = outcome === 'REJECTED' ? 'order.rejected' : 'order.canceled';
    return {
      ...unchanged({ phase: outcome, awaits }),
      change: { status: outcome, paymentStatus, reason, event, message: reason },
    };
  }
  return {
    ...unchanged({ ...saga, awaits }),
    change: answered.includes('payment.cancel')
      ? { paymentStatus, event: 'payment.canceled', message: null }
      : null,
  };
}

const settled = (
  current: OrderPaymentStatus,
  outcome: 'VOIDED' | 'REFUNDED' | 'NOTHING_HELD',
): OrderPaymentStatus => {
  if (outcome !== 'NOTHING_HELD') return outcome;
  return current === 'FAILED' || current === 'REFUNDED' ? current : 'VOIDED';
};
