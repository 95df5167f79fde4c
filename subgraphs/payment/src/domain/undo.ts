import { balanceOf, begin, heldIntent, isOpen, unchanged, type Decision, type Payment } from './payment.ts';
import type { PaymentBalance } from './payment-fold.ts';
import type { Reply } from './replies.ts';

/**
 * The next step of a cancellation: wait for what is open, void what is held, refund what is taken, then say so.
 * An authorisation that waits for the customer waits no longer.
 */
export function undo(payment: Payment, attemptId: string, replies: readonly Reply[] = []): Decision {
  const balance = balanceOf(payment);
  const open = payment.attempts.filter(isOpen);
  const [waiting] = open;
  if (open.length === 1 && waiting?.status === 'ACTION_REQUIRED') {
    return begin(payment, { id: attemptId, kind: 'VOID', amountMinor: 0n, ref: waiting.ref }, replies);
  }
  if (open.length > 0) return unchanged(payment, replies);
  const held = heldIntent(balance);
  if (held) {
    return begin(
      payment,
      { id: attemptId, kind: 'VOID', amountMinor: held.heldMinor, ref: held.ref },
      replies,
    );
  }
  const taken = [...balance.intents].find(([, intent]) => intent.capturedMinor > intent.refundedMinor);
  if (taken) {
    const [ref, { capturedMinor, refundedMinor }] = taken;
    const amountMinor = capturedMinor - refundedMinor;
    return begin(payment, { id: attemptId, kind: 'REFUND', amountMinor, ref }, replies);
  }
  return unchanged(payment, [...replies, { type: 'canceled', outcome: outcomeOf(balance) }]);
}

function outcomeOf(balance: PaymentBalance): 'VOIDED' | 'REFUNDED' | 'NOTHING_HELD' {
  if (balance.refundedMinor > 0n) return 'REFUNDED';
  return balance.authorizedMinor > 0n ? 'VOIDED' : 'NOTHING_HELD';
}
