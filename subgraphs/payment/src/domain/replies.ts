import type { Fact } from './facts.ts';
import type { PaymentBalance } from './payment-fold.ts';

/** What the order, and everyone else, is told. */
export type Reply =
  | { readonly type: 'authorized'; readonly amountMinor: bigint }
  | { readonly type: 'action-required'; readonly url: string }
  | { readonly type: 'declined'; readonly reason: string }
  | { readonly type: 'unknown' }
  | { readonly type: 'captured'; readonly amountMinor: bigint }
  | { readonly type: 'capture-failed'; readonly reason: string }
  | { readonly type: 'refunded'; readonly amountMinor: bigint }
  | { readonly type: 'canceled'; readonly outcome: 'VOIDED' | 'REFUNDED' | 'NOTHING_HELD' };

export const orderCanceledReason = 'ORDER_CANCELED';

/** What new facts mean to the order, unless something final has overtaken them. */
export function repliesTo(fresh: readonly Fact[], balance: PaymentBalance): Reply[] {
  return fresh.flatMap((fact): Reply[] => {
    switch (fact.type) {
      case 'AUTHORIZED':
        return isVoided(fact, balance) ? [] : [{ type: 'authorized', amountMinor: fact.amountMinor }];
      case 'CAPTURED':
        return [{ type: 'captured', amountMinor: fact.amountMinor }];
      case 'CAPTURE_FAILED':
        return [{ type: 'capture-failed', reason: fact.detail ?? 'DECLINED' }];
      case 'REFUNDED':
        return [{ type: 'refunded', amountMinor: fact.amountMinor }];
      case 'ACTION_REQUIRED':
      case 'DECLINED':
      case 'UNKNOWN':
      case 'VOIDED':
        return balance.status === fact.type ? statusReplies(balance) : [];
      default:
        return [];
    }
  });
}

/** How the authorisation stands, for somebody who asks again. */
export function statusReplies(balance: PaymentBalance): Reply[] {
  switch (balance.status) {
    case 'PENDING':
      return [];
    case 'UNKNOWN':
      return [{ type: 'unknown' }];
    case 'ACTION_REQUIRED':
      return [{ type: 'action-required', url: balance.nextActionUrl ?? '' }];
    case 'DECLINED':
      return [{ type: 'declined', reason: balance.declineReason ?? 'DECLINED' }];
    case 'VOIDED':
      return [{ type: 'declined', reason: 'VOIDED' }];
    case 'AUTHORIZED':
    case 'CAPTURED':
    case 'PARTIALLY_REFUNDED':
    case 'REFUNDED':
      return [{ type: 'authorized', amountMinor: balance.authorizedMinor }];
  }
}

const isVoided = (fact: Fact, balance: PaymentBalance): boolean =>
  balance.intents.get(fact.ref)?.isVoided === true;
