import {
  balanceOf,
  begin,
  heldIntent,
  isOpen,
  refundable,
  unchanged,
  type Decision,
  type Payment,
} from './payment.ts';
import { orderCanceledReason, statusReplies, type Reply } from './replies.ts';
import { undo } from './undo.ts';

/** Asks for the order's total. A repeated request is told how the first one stands. */
export function authorize(payment: Payment, n: number, attemptId: string, now: Date): Decision {
  if (payment.isCanceled) return unchanged(payment, [{ type: 'declined', reason: orderCanceledReason }]);
  const balance = balanceOf(payment);
  const mayTry = balance.status === 'PENDING' || balance.status === 'DECLINED' || balance.status === 'VOIDED';
  const isKnown = payment.attempts.some((each) => each.kind === 'AUTHORIZE' && (each.n >= n || isOpen(each)));
  if (isKnown || !mayTry) return unchanged(payment, statusReplies(balance));
  const requested = {
    type: 'REQUESTED',
    id: attemptId,
    attempt: n,
    ref: attemptId,
    amountMinor: payment.amountMinor,
    occurredAt: now,
    detail: null,
  } as const;
  return begin(
    { ...payment, facts: [...payment.facts, requested] },
    { id: attemptId, kind: 'AUTHORIZE', n, amountMinor: payment.amountMinor, ref: null },
  );
}

/** Takes what is held. A repeated request is told how the first one ended, once it has. */
export function capture(payment: Payment, attemptId: string): Decision {
  const balance = balanceOf(payment);
  const known = payment.attempts.find((attempt) => attempt.kind === 'CAPTURE');
  if (known && isOpen(known)) return unchanged(payment);
  if (known?.status === 'SUCCEEDED' || balance.capturedMinor > 0n) {
    return unchanged(payment, [{ type: 'captured', amountMinor: balance.capturedMinor }]);
  }
  const held = heldIntent(balance);
  if (known) return unchanged(payment, [captureFailed(known.reason)]);
  if (payment.isCanceled) return unchanged(payment, [captureFailed(orderCanceledReason)]);
  if (!held) return unchanged(payment, [captureFailed('NOTHING_AUTHORIZED')]);
  return begin(payment, { id: attemptId, kind: 'CAPTURE', amountMinor: held.heldMinor, ref: held.ref });
}

/** Ends the payment: from now on nothing stays held or taken, also if it comes late. */
export const cancel = (payment: Payment, attemptId: string): Decision =>
  undo({ ...payment, isCanceled: true }, attemptId);

/** Gives a part back, at most what is captured and not on its way back already. */
export function refund(payment: Payment, amountMinor: bigint, attemptId: string): Decision | RefundTooLarge {
  const refundableMinor = refundable(payment);
  const captured = [...balanceOf(payment).intents].find(([, intent]) => intent.capturedMinor > 0n);
  if (amountMinor > refundableMinor || !captured) return { refundableMinor };
  return begin(payment, { id: attemptId, kind: 'REFUND', amountMinor, ref: captured[0] });
}

const captureFailed = (reason: string | null): Reply => ({
  type: 'capture-failed',
  reason: reason ?? 'DECLINED',
});

export type RefundTooLarge = { readonly refundableMinor: bigint };
