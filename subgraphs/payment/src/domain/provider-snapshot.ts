import type { Fact, FactType } from './facts.ts';

/** What a provider says about one of its intents at one moment, in our terms. */
export type ProviderSnapshot = {
  readonly ref: string;
  /** NEW: not confirmed, nothing was tried. PENDING: the provider does not know yet. */
  readonly state: 'NEW' | 'PENDING' | 'ACTION_REQUIRED' | 'DECLINED' | 'AUTHORIZED' | 'CAPTURED' | 'VOIDED';
  readonly authorizedMinor: bigint;
  readonly capturedMinor: bigint;
  readonly refunds: readonly { readonly id: string; readonly amountMinor: bigint }[];
  readonly actionUrl: string | null;
  readonly declineReason: string | null;
};

/** The facts in a snapshot: the same ones, whoever asked and however often. */
export function factsOf(snapshot: ProviderSnapshot, attempt: number, now: Date): Fact[] {
  const fact = (
    type: FactType,
    amountMinor: bigint,
    detail: string | null = null,
    id = snapshot.ref,
  ): Fact => ({
    type,
    id,
    attempt,
    ref: snapshot.ref,
    amountMinor,
    occurredAt: now,
    detail,
  });
  const refunds = snapshot.refunds.map((refund) => fact('REFUNDED', refund.amountMinor, null, refund.id));
  switch (snapshot.state) {
    case 'NEW':
    case 'PENDING':
      return [];
    case 'ACTION_REQUIRED':
      return [fact('ACTION_REQUIRED', 0n, snapshot.actionUrl)];
    case 'DECLINED':
      return [fact('DECLINED', 0n, snapshot.declineReason)];
    case 'AUTHORIZED':
      return [fact('AUTHORIZED', snapshot.authorizedMinor)];
    case 'CAPTURED':
      return [
        fact('AUTHORIZED', snapshot.authorizedMinor),
        fact('CAPTURED', snapshot.capturedMinor),
        ...refunds,
      ];
    case 'VOIDED':
      return [fact('VOIDED', snapshot.authorizedMinor)];
  }
}
