import { newId } from '@bazaar/kit';
import type { Payment } from '../domain/payment.ts';
import { balanceOf } from '../domain/payment.ts';
import { newFacts } from '../domain/facts.ts';
import type { Tx } from './database.ts';
import { toAttemptRow, toFactRow, toPayment, toView, type PaymentView } from './payment-rows.ts';

const everything = {
  attempts: { orderBy: { createdAt: 'asc' } },
  events: { orderBy: { id: 'asc' } },
} as const;

/** Until the commit nobody else decides about this order, whether it has a payment yet or not. */
export async function lockOrder(tx: Tx, tenantId: string, orderId: string): Promise<void> {
  await tx.$queryRaw`/* lockOrder */ SELECT pg_advisory_xact_lock(hashtextextended(${`${tenantId}/${orderId}`}, 0))::text`;
}

/** Locks the order of a payment and reads the payment whole; undefined when there is none. */
export async function lockPayment(tx: Tx, by: PaymentKey): Promise<Payment | undefined> {
  const found = await tx.payment.findFirst({ where: by, select: { orderId: true } });
  if (!found) return undefined;
  await lockOrder(tx, by.tenantId, found.orderId);
  const row = await tx.payment.findFirst({ where: by, include: everything });
  return row ? toPayment(row) : undefined;
}

/** The same without the lock, for those who only look. */
export async function findPayment(tx: Tx, by: PaymentKey): Promise<Payment | undefined> {
  const row = await tx.payment.findFirst({ where: by, include: everything });
  return row ? toPayment(row) : undefined;
}

export async function insertPayment(tx: Tx, payment: Payment): Promise<void> {
  await tx.payment.create({ data: { ...columnsOf(payment), id: payment.id, createdAt: payment.createdAt } });
}

/** Writes what differs: new facts, new or changed attempts, and the fold. */
export async function savePayment(tx: Tx, before: Payment, after: Payment): Promise<void> {
  const facts = newFacts(before.facts, after.facts);
  if (facts.length > 0)
    await tx.paymentEvent.createMany({ data: facts.map((fact) => toFactRow(after, fact)) });
  for (const attempt of after.attempts) {
    const known = before.attempts.find((each) => each.id === attempt.id);
    const data = toAttemptRow(after, attempt);
    if (!known) await tx.paymentAttempt.create({ data });
    else if (known !== attempt) {
      await tx.paymentAttempt.update({
        where: { id: attempt.id },
        data: { ...data, updatedAt: after.updatedAt },
      });
    }
  }
  await tx.payment.update({ where: { id: after.id }, data: columnsOf(after) });
}

/** Attaches the provider's intent to the attempt that made it; false when the payment was canceled first. */
export async function rememberIntent(tx: Tx, attemptId: string, ref: string): Promise<boolean> {
  const { count } = await tx.paymentAttempt.updateMany({
    where: { id: attemptId, payment: { isCanceled: false } },
    data: { providerRef: ref },
  });
  return count > 0;
}

export async function findPaymentOfIntent(
  tx: Tx,
  provider: string,
  ref: string,
): Promise<PaymentId | undefined> {
  const row = await tx.paymentAttempt.findFirst({
    where: { provider, providerRef: ref, kind: 'AUTHORIZE' },
    select: { tenantId: true, paymentId: true },
  });
  return row ? { tenantId: row.tenantId, id: row.paymentId } : undefined;
}

/** Notes that the order's payment is called off. */
export async function markOrderCanceled(
  tx: Tx,
  order: { tenantId: string; orderId: string; reason: string },
): Promise<void> {
  await tx.canceledOrder.createMany({ data: [order], skipDuplicates: true });
}

export const isOrderCanceled = async (tx: Tx, tenantId: string, orderId: string): Promise<boolean> =>
  (await tx.canceledOrder.count({ where: { tenantId, orderId } })) > 0;

/** Views in the order of `ids`, null where there is none in the tenant, or not for `customerId`. */
export async function findViewsByIds(
  tx: Tx,
  scope: ViewScope,
  ids: readonly string[],
): Promise<(PaymentView | null)[]> {
  const rows = await tx.payment.findMany({
    where: { ...scope, id: { in: [...ids] } },
    include: { events: { orderBy: { id: 'asc' } } },
  });
  const byId = new Map(rows.map((row) => [row.id, toView(row)]));
  return ids.map((id) => byId.get(id) ?? null);
}

export async function findViewsByOrderIds(
  tx: Tx,
  scope: ViewScope,
  orderIds: readonly string[],
): Promise<PaymentView[][]> {
  const rows = await tx.payment.findMany({
    where: { ...scope, orderId: { in: [...orderIds] } },
    include: { events: { orderBy: { id: 'asc' } } },
    orderBy: { createdAt: 'asc' },
  });
  const byOrder = Map.groupBy(rows, (row) => row.orderId);
  return orderIds.map((id) => (byOrder.get(id) ?? []).map(toView));
}

export const newPaymentId = (now: Date): string => newId('Payment', now.getTime());

function columnsOf(payment: Payment) {
  const balance = balanceOf(payment);
  const { tenantId, orderId, customerId, provider, paymentMethod, currency } = payment;
  return {
    tenantId,
    orderId,
    customerId,
    provider,
    paymentMethod,
    currency,
    amountMinor: payment.amountMinor,
    authorizedMinor: balance.authorizedMinor,
    capturedMinor: balance.capturedMinor,
    refundedMinor: balance.refundedMinor,
    status: balance.status,
    nextActionUrl: balance.nextActionUrl,
    declineReason: balance.declineReason,
    isCanceled: payment.isCanceled,
    version: payment.version,
    updatedAt: payment.updatedAt,
  };
}

export type PaymentId = { tenantId: string; id: string };
export type PaymentKey = PaymentId | { tenantId: string; orderId: string };

/** `customerId` is left out for staff, who see every payment of the tenant. */
export type ViewScope = { tenantId: string; customerId?: string };
