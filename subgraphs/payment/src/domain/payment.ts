import type { Fact } from './facts.ts';
import { foldPayment, type PaymentBalance } from './payment-fold.ts';
import type { Reply } from './replies.ts';

/** A payment with all that it was asked to do and all that is known of it. */
export type Payment = {
  readonly id: string;
  readonly tenantId: string;
  readonly orderId: string;
  readonly customerId: string;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly provider: ProviderName;
  /** The provider's token; never a card number. */
  readonly paymentMethod: string;
  /** The order ended: whatever is held or taken goes back, also if it comes later. */
  readonly isCanceled: boolean;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly attempts: readonly Attempt[];
  readonly facts: readonly Fact[];
};

export type ProviderName = 'stripe' | 'manual';

/** One thing that a provider is asked to do, exactly once however often it is asked. */
export type Attempt = {
  readonly id: string;
  readonly kind: 'AUTHORIZE' | 'CAPTURE' | 'VOID' | 'REFUND';
  /** Per payment and kind, from 1. */
  readonly n: number;
  readonly amountMinor: bigint;
  /** The provider's intent, once there is one. */
  readonly ref: string | null;
  /** UNKNOWN: asked, and the answer did not come; the janitor finds out. ABANDONED: never asked. */
  readonly status: 'PENDING' | 'UNKNOWN' | 'ACTION_REQUIRED' | 'SUCCEEDED' | 'DECLINED' | 'ABANDONED';
  readonly reason: string | null;
};

/** The payment as it is now, what to tell, and which attempts a worker has to begin. */
export type Decision = {
  readonly payment: Payment;
  readonly replies: readonly Reply[];
  readonly begin: readonly Attempt[];
};

export const isOpen = (attempt: Attempt): boolean =>
  ['PENDING', 'UNKNOWN', 'ACTION_REQUIRED'].includes(attempt.status);

export const balanceOf = (payment: Payment): PaymentBalance => foldPayment(payment.facts);

/** Captured, not refunded, and not about to be. */
export function refundable(payment: Payment): bigint {
  const { capturedMinor, refundedMinor } = balanceOf(payment);
  const underway = payment.attempts
    .filter((attempt) => attempt.kind === 'REFUND' && isOpen(attempt))
    .reduce((sum, attempt) => sum + attempt.amountMinor, 0n);
  const left = capturedMinor - refundedMinor - underway;
  return left > 0n ? left : 0n;
}

/** The intent whose authorisation stands. */
export function heldIntent(balance: PaymentBalance): { ref: string; heldMinor: bigint } | undefined {
  const held = [...balance.intents].find(([, intent]) => intent.isHeld);
  return held && { ref: held[0], heldMinor: held[1].heldMinor };
}

export const unchanged = (payment: Payment, replies: readonly Reply[] = []): Decision => ({
  payment,
  replies,
  begin: [],
});

/** Adds an attempt, for a worker to begin once this is committed. */
export function begin(
  payment: Payment,
  attempt: Pick<Attempt, 'id' | 'kind' | 'amountMinor' | 'ref'> & { n?: number },
  replies: readonly Reply[] = [],
): Decision {
  const count = payment.attempts.filter((each) => each.kind === attempt.kind).length;
  const added: Attempt = { n: count + 1, ...attempt, status: 'PENDING', reason: null };
  return { payment: { ...payment, attempts: [...payment.attempts, added] }, replies, begin: [added] };
}
