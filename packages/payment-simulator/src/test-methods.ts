import type { CardError } from './objects.ts';

/** What a payment method does when an intent is confirmed with it. */
export type TestMethod = {
  readonly outcome: 'succeeds' | 'requires-action' | CardError;
  /** Keeps the answer back, after the effect. */
  readonly isSlow?: true;
  /** Takes effect, then answers 500 for a while. */
  readonly isUnknown?: true;
  /** Authorises, and refuses the capture. */
  readonly refusesCapture?: true;
};

const declined = (decline_code: string, message = 'Your card was declined.', code = 'card_declined') => ({
  outcome: { type: 'card_error', code, decline_code, message } as const,
});

const methods: Readonly<Record<string, TestMethod>> = {
  pm_card_visa: { outcome: 'succeeds' },
  pm_card_mastercard: { outcome: 'succeeds' },
  pm_card_visa_chargeDeclined: declined('generic_decline'),
  pm_card_visa_chargeDeclinedInsufficientFunds: declined(
    'insufficient_funds',
    'Your card has insufficient funds.',
  ),
  pm_card_chargeDeclinedExpiredCard: declined('expired_card', 'Your card has expired.', 'expired_card'),
  pm_card_authenticationRequired: { outcome: 'requires-action' },
  // Three of our own, for what a real card does only by misfortune.
  pm_card_slow: { outcome: 'succeeds', isSlow: true },
  pm_card_unknownOutcome: { outcome: 'succeeds', isUnknown: true },
  pm_card_captureFails: { outcome: 'succeeds', refusesCapture: true },
};

export const findTestMethod = (id: string): TestMethod | undefined =>
  Object.hasOwn(methods, id) ? methods[id] : undefined;
