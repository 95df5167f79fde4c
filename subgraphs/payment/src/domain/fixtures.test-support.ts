import type { Fact, FactType } from './facts.ts';
import type { Attempt, Payment } from './payment.ts';

// For the unit tests beside.

export const now = new Date('2026-11-21T08:00:00.000Z');

export const fact = (type: FactType, amountMinor = 0n, change: Partial<Fact> = {}): Fact => ({
  type,
  id: 'pi_1',
  attempt: 1,
  ref: 'pi_1',
  amountMinor,
  occurredAt: now,
  detail: null,
  ...change,
});

export const attempt = (kind: Attempt['kind'], change: Partial<Attempt> = {}): Attempt => ({
  id: `att_${kind}`,
  kind,
  n: 1,
  amountMinor: 100n,
  ref: 'pi_1',
  status: 'PENDING',
  reason: null,
  ...change,
});

export const payment = (change: Partial<Payment> = {}): Payment => ({
  id: 'pay_1',
  tenantId: 'default',
  orderId: 'ord_1',
  customerId: 'usr_1',
  currency: 'EUR',
  amountMinor: 100n,
  provider: 'stripe',
  paymentMethod: 'pm_card_visa',
  isCanceled: false,
  version: 1,
  createdAt: now,
  updatedAt: now,
  attempts: [],
  facts: [],
  ...change,
});

const authorized = attempt('AUTHORIZE', { status: 'SUCCEEDED' });
const capturedAttempt = attempt('CAPTURE', { status: 'SUCCEEDED' });

/** Payments as they stand in the middle of their lives. */
export const lives = {
  requested: () =>
    payment({ attempts: [attempt('AUTHORIZE', { ref: null })], facts: [fact('REQUESTED', 100n)] }),
  waiting: () =>
    payment({
      attempts: [attempt('AUTHORIZE', { status: 'ACTION_REQUIRED' })],
      facts: [fact('ACTION_REQUIRED', 0n, { detail: 'https://bank.test' })],
    }),
  authorized: () => payment({ attempts: [authorized], facts: [fact('AUTHORIZED', 100n)] }),
  captured: () =>
    payment({
      attempts: [authorized, capturedAttempt],
      facts: [fact('AUTHORIZED', 100n), fact('CAPTURED', 100n)],
    }),
};
