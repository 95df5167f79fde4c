// Those who move the money: one port, a file for each provider. No rule of ours and no database lives here.
import type { ProviderSnapshot } from '../domain/provider-snapshot.ts';

/**
 * A payment provider. Every call may be repeated with the same `idempotencyKey` and takes effect once. A call that
 * got no answer is UNKNOWN and never an exception: it may have happened.
 */
export type PaymentProvider = {
  /** Registers an intent; no money moves. */
  createIntent(intent: NewIntent): Promise<ProviderAnswer>;
  /** Authorises it. */
  confirm(call: IntentCall): Promise<ProviderAnswer>;
  capture(call: IntentCall & { amountMinor: bigint }): Promise<ProviderAnswer>;
  void(call: IntentCall): Promise<ProviderAnswer>;
  refund(call: IntentCall & { amountMinor: bigint; attemptId: string }): Promise<ProviderAnswer>;
  retrieve(ref: string): Promise<ProviderAnswer>;
  /** Whether the provider itself sent this, just now. */
  verifyWebhook(raw: Buffer, headers: Readonly<Record<string, string | undefined>>): boolean;
  parseWebhook(raw: Buffer): WebhookNote;
};

export type NewIntent = {
  tenantId: string;
  orderId: string;
  paymentId: string;
  attemptId: string;
  amountMinor: bigint;
  currency: string;
  paymentMethod: string;
  idempotencyKey: string;
};

export type IntentCall = { ref: string; idempotencyKey: string };

export type ProviderAnswer =
  | {
      readonly outcome: 'SUCCESS' | 'ACTION_REQUIRED' | 'PENDING' | 'DECLINED';
      readonly snapshot: ProviderSnapshot;
    }
  /** Refused, with nothing to show for it. `retryable`: another try may succeed. */
  | {
      readonly outcome: 'DECLINED';
      readonly snapshot: null;
      readonly reason: string;
      readonly retryable: boolean;
    }
  | { readonly outcome: 'UNKNOWN'; readonly reason: string };

/** What a webhook is about; what it says is asked again. */
export type WebhookNote = {
  readonly eventId: string;
  readonly type: string;
  readonly tenantId: string | null;
  /** The intent, where the webhook is about one. */
  readonly ref: string | null;
  readonly payload: object;
};

/** The answer that a snapshot amounts to. */
export function answerOf(snapshot: ProviderSnapshot): ProviderAnswer {
  const { state } = snapshot;
  const isOther = state === 'ACTION_REQUIRED' || state === 'PENDING' || state === 'DECLINED';
  return { outcome: isOther ? state : 'SUCCESS', snapshot };
}
