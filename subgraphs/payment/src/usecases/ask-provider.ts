import { createHash } from 'node:crypto';
import type { App } from '../context.ts';
import { rememberIntent } from '../data/payment-repository.ts';
import type { Attempt, Payment } from '../domain/payment.ts';
import type { ProviderSnapshot } from '../domain/provider-snapshot.ts';
import type { PaymentProvider, ProviderAnswer } from '../providers/provider.ts';

/**
 * Asks the provider for an attempt, so that however often this runs, and wherever it is killed, the effect happens
 * once. An authorisation goes in two steps: the intent is made and its id committed before any money may move, so
 * that afterwards it can always be asked what became of it.
 */
export async function askProvider(
  app: App,
  payment: Payment,
  attempt: Attempt,
  round: number,
): Promise<Asked> {
  const provider = app.providers[payment.provider];
  if (attempt.kind === 'AUTHORIZE') return authorizeAt(app, provider, payment, attempt, round);
  const ref = attempt.ref!;
  const said = round > 0 ? await provider.retrieve(ref) : undefined;
  if (said && (said.outcome === 'UNKNOWN' || hasHappened(attempt, said.snapshot))) return said;
  const call = { ref, amountMinor: attempt.amountMinor, attemptId: attempt.id };
  switch (attempt.kind) {
    // An intent is captured or voided once by its own state, so a new key is safe; an old one may replay an old 500.
    case 'CAPTURE':
      return provider.capture({ ...call, idempotencyKey: keyOf(attempt, 'capture', round) });
    case 'VOID':
      return provider.void({ ...call, idempotencyKey: keyOf(attempt, 'void', round) });
    // A refund has only its key to keep it from happening twice.
    case 'REFUND':
      return provider.refund({ ...call, idempotencyKey: keyOf(attempt, 'refund') });
  }
}

async function authorizeAt(
  app: App,
  provider: PaymentProvider,
  payment: Payment,
  attempt: Attempt,
  round: number,
): Promise<Asked> {
  if (payment.isCanceled && attempt.ref === null) return 'never-asked';
  if (attempt.ref !== null && (round > 0 || payment.isCanceled)) {
    return findOut(app, provider, payment, { ...attempt, ref: attempt.ref }, round);
  }
  let ref = attempt.ref;
  if (ref === null) {
    const created = await provider.createIntent({
      tenantId: payment.tenantId,
      orderId: payment.orderId,
      paymentId: payment.id,
      attemptId: attempt.id,
      amountMinor: attempt.amountMinor,
      currency: payment.currency,
      paymentMethod: payment.paymentMethod,
      idempotencyKey: keyOf(attempt, 'create', round),
    });
    if (created.outcome === 'UNKNOWN' || !created.snapshot) return created;
    ref = created.snapshot.ref;
    // Canceled meanwhile: the intent is left as it is, unconfirmed.
    if (!(await rememberIntent(app.db.prisma, attempt.id, ref))) return 'never-asked';
  }
  return provider.confirm({ ref, idempotencyKey: keyOf(attempt, 'confirm') });
}

/**
 * What became of a confirmation. It is never repeated: one that has had no effect when the janitor's patience ends,
 * or when the order is canceled, is closed at the provider, so that it cannot have one later.
 */
async function findOut(
  app: App,
  provider: PaymentProvider,
  payment: Payment,
  attempt: Attempt & { ref: string },
  round: number,
): Promise<Asked> {
  const said = await provider.retrieve(attempt.ref);
  const isLast = round >= app.checkDelaysMs.length;
  if (said.outcome === 'UNKNOWN' || said.snapshot?.state !== 'NEW' || !(isLast || payment.isCanceled))
    return said;
  return provider.void({ ref: attempt.ref, idempotencyKey: keyOf(attempt, 'close', round) });
}

function hasHappened(attempt: Attempt, snapshot: ProviderSnapshot | null): boolean {
  if (attempt.kind === 'REFUND') return snapshot?.refunds.some((refund) => refund.id === attempt.id) === true;
  return snapshot?.state === 'CAPTURED' || snapshot?.state === 'VOIDED';
}

/** The provider's idempotency key of a step: the same after any crash. */
const keyOf = (attempt: Attempt, step: string, round = 0): string =>
  createHash('sha256').update(`${attempt.id}/${step}/${round}`).digest('hex');

export type Asked = ProviderAnswer | 'never-asked';
