import {
  idempotencyConflictError,
  idempotencyInProgressError,
  inputs,
  invalid,
  money,
  newUuidV7,
  notFoundError,
  principalIdOf,
  validate,
  type IdempotencyConflictError,
  type IdempotencyInProgressError,
  type Identity,
  type Money,
  type NotFoundError,
  type ValidationError,
} from '@bazaar/kit';
import { withIdempotency } from '@bazaar/messaging';
import { z } from 'zod';
import type { App } from '../context.ts';
import type { Tx } from '../data/database.ts';
import { findViewsByIds, lockPayment } from '../data/payment-repository.ts';
import type { PaymentView } from '../data/payment-rows.ts';
import { refund } from '../domain/commands.ts';
import { saveDecision } from './save-decision.ts';

/** How long the answer waits for the provider; the refund goes on without it. */
const patienceMs = 3_000;

/** Gives a part back. What is decided under the lock counts refunds underway, so many at once never exceed the capture. */
export async function refundPayment(
  app: App,
  identity: Identity,
  input: unknown,
): Promise<RefundPaymentResult> {
  const checked = validate(refundPaymentInput, input);
  if (!checked.ok) return checked.error;
  const { idempotencyKey: key, ...fingerprint } = checked.value;
  const { tenantId } = identity;
  const request = {
    tenantId,
    principalId: principalIdOf(identity),
    operation: 'paymentRefund',
    key,
    fingerprint,
  };
  const attemptId = newUuidV7();
  const outcome = await app.db.transaction((tx, sql) =>
    withIdempotency(sql, request, () => begin(app, tx, tenantId, checked.value, attemptId)),
  );
  if (outcome.outcome === 'conflict') return idempotencyConflictError();
  if (outcome.outcome === 'in-progress') return idempotencyInProgressError(outcome.retryAfterMs);
  const { result } = outcome;
  if (result.kind !== 'begun') return toError(checked.value, result);
  if (outcome.outcome === 'fresh') await app.settled.wait(attemptId, patienceMs);
  const [payment] = await findViewsByIds(app.db.prisma, { tenantId }, [checked.value.paymentId]);
  return { __typename: 'PaymentRefundSuccess', payment: payment! };
}

async function begin(
  app: App,
  tx: Tx,
  tenantId: string,
  { paymentId, amount }: Input,
  attemptId: string,
): Promise<Begun> {
  const payment = await lockPayment(tx, { tenantId, id: paymentId });
  if (!payment) return { kind: 'not-found' };
  if (payment.currency !== amount.currency) return { kind: 'wrong-currency', currency: payment.currency };
  const decision = refund(payment, amount.amountMinor, attemptId);
  if ('refundableMinor' in decision) {
    return { kind: 'too-much', refundableMinor: decision.refundableMinor.toString() };
  }
  await saveDecision(tx, payment, decision, app.now());
  return { kind: 'begun' };
}

function toError(input: Input, result: Exclude<Begun, { kind: 'begun' }>): RefundPaymentResult {
  switch (result.kind) {
    case 'not-found':
      return notFoundError(input.paymentId, 'payment');
    case 'wrong-currency':
      return invalid(['amount', 'currency'], 'CURRENCY_MISMATCH', `The payment is in ${result.currency}.`);
    case 'too-much':
      return {
        __typename: 'RefundExceedsCapturedError',
        code: 'REFUND_EXCEEDS_CAPTURED',
        message: 'This is more than can be given back.',
        path: ['amount'],
        refundable: money(BigInt(result.refundableMinor), input.amount.currency),
      };
  }
}

const refundPaymentInput = z.object({
  paymentId: inputs.id('Payment'),
  amount: inputs.money().refine(({ amountMinor }) => amountMinor > 0n, 'The amount must be more than zero.'),
  reason: inputs.text(500).nullish(),
  idempotencyKey: inputs.idempotencyKey(),
});

type Input = z.output<typeof refundPaymentInput>;

/** What is stored with the idempotency key. */
type Begun =
  | { kind: 'begun' }
  | { kind: 'not-found' }
  | { kind: 'wrong-currency'; currency: string }
  | { kind: 'too-much'; refundableMinor: string };

export type RefundPaymentResult =
  | { __typename: 'PaymentRefundSuccess'; payment: PaymentView }
  | {
      __typename: 'RefundExceedsCapturedError';
      code: string;
      message: string;
      path: string[];
      refundable: Money;
    }
  | IdempotencyConflictError
  | IdempotencyInProgressError
  | NotFoundError
  | ValidationError;
