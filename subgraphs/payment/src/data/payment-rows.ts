import type { Fact } from '../domain/facts.ts';
import type { Attempt, Payment, ProviderName } from '../domain/payment.ts';
import type { PaymentStatus } from '../domain/payment-fold.ts';
import type * as db from '../generated/prisma/models.ts';

/** A payment as readers see it: the stored fold. */
export type PaymentView = db.PaymentModel & {
  readonly status: PaymentStatus;
  readonly facts: readonly Fact[];
};

export const toView = (row: db.PaymentModel & { events: db.PaymentEventModel[] }): PaymentView => ({
  ...row,
  status: row.status as PaymentStatus,
  facts: row.events.map(toFact),
});

export const toPayment = (row: PaymentRow): Payment => ({
  id: row.id,
  tenantId: row.tenantId,
  orderId: row.orderId,
  customerId: row.customerId,
  currency: row.currency,
  amountMinor: row.amountMinor,
  provider: row.provider as ProviderName,
  paymentMethod: row.paymentMethod,
  isCanceled: row.isCanceled,
  version: row.version,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
  attempts: row.attempts.map(toAttempt),
  facts: row.events.map(toFact),
});

export const toFactRow = (payment: Payment, fact: Fact) => ({
  paymentId: payment.id,
  tenantId: payment.tenantId,
  type: fact.type,
  factId: fact.id,
  attempt: fact.attempt,
  ref: fact.ref,
  amountMinor: fact.amountMinor,
  detail: fact.detail,
  occurredAt: fact.occurredAt,
});

export const toAttemptRow = (payment: Payment, attempt: Attempt) => ({
  id: attempt.id,
  paymentId: payment.id,
  tenantId: payment.tenantId,
  kind: attempt.kind,
  n: attempt.n,
  provider: payment.provider,
  amountMinor: attempt.amountMinor,
  providerRef: attempt.ref,
  status: attempt.status,
  reason: attempt.reason,
});

const toAttempt = (row: db.PaymentAttemptModel): Attempt => ({
  id: row.id,
  kind: row.kind as Attempt['kind'],
  n: row.n,
  amountMinor: row.amountMinor,
  ref: row.providerRef,
  status: row.status as Attempt['status'],
  reason: row.reason,
});

const toFact = (row: db.PaymentEventModel): Fact => ({
  type: row.type as Fact['type'],
  id: row.factId,
  attempt: row.attempt,
  ref: row.ref,
  amountMinor: row.amountMinor,
  occurredAt: row.occurredAt,
  detail: row.detail,
});

export type PaymentRow = db.PaymentModel & {
  attempts: db.PaymentAttemptModel[];
  events: db.PaymentEventModel[];
};
