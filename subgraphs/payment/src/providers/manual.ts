import type { ProviderSnapshot } from '../domain/provider-snapshot.ts';
import { answerOf, type PaymentProvider } from './provider.ts';

/**
 * Money that people move by hand: invoice, bank transfer, cash at the door. A promise to pay counts as authorised, and
 * our own records are the only ones, so nothing is ever unknown.
 */
export function createManualProvider(): PaymentProvider {
  const snapshot = (ref: string, change: Partial<ProviderSnapshot>) =>
    answerOf({
      ref,
      state: 'NEW',
      authorizedMinor: 0n,
      capturedMinor: 0n,
      refunds: [],
      actionUrl: null,
      declineReason: null,
      ...change,
    });
  const amountOf = (ref: string): bigint => BigInt(ref.split('_').at(-1) ?? '0');
  return {
    createIntent: async ({ attemptId, amountMinor }) => snapshot(`manual_${attemptId}_${amountMinor}`, {}),
    confirm: async ({ ref }) => snapshot(ref, { state: 'AUTHORIZED', authorizedMinor: amountOf(ref) }),
    capture: async ({ ref, amountMinor }) =>
      snapshot(ref, { state: 'CAPTURED', authorizedMinor: amountOf(ref), capturedMinor: amountMinor }),
    void: async ({ ref }) => snapshot(ref, { state: 'VOIDED' }),
    refund: async ({ ref, amountMinor, attemptId }) =>
      snapshot(ref, {
        state: 'CAPTURED',
        authorizedMinor: amountOf(ref),
        capturedMinor: amountOf(ref),
        refunds: [{ id: attemptId, amountMinor }],
      }),
    retrieve: async (ref) => snapshot(ref, { state: 'PENDING' }),
    verifyWebhook: () => false,
    parseWebhook: () => {
      throw new TypeError('the manual provider sends no webhooks');
    },
  };
}
