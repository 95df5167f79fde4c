import type { EventEnvelope, PayloadOf, paymentAuthorizeV1 } from '@bazaar/events';
import { fromMoneyPayload, newUuidV7 } from '@bazaar/kit';
import type { Tx } from '../data/database.ts';
import {
  findPayment,
  insertPayment,
  isOrderCanceled,
  lockOrder,
  newPaymentId,
} from '../data/payment-repository.ts';
import { authorize } from '../domain/commands.ts';
import type { Payment } from '../domain/payment.ts';
import { providerFor } from '../domain/routing.ts';
import { saveDecision } from './save-decision.ts';

/** `payment.authorize`: notes what is asked for; the worker asks the provider once this is committed. */
export async function authorizePayment(
  tx: Tx,
  { tenantId, data }: EventEnvelope<PayloadOf<typeof paymentAuthorizeV1>>,
  now: Date,
): Promise<void> {
  const { orderId, customerId, paymentMethod } = data;
  const { amountMinor, currency } = fromMoneyPayload(data.amount);
  await lockOrder(tx, tenantId, orderId);
  let payment = await findPayment(tx, { tenantId, orderId });
  if (!payment) {
    payment = {
      id: newPaymentId(now),
      tenantId,
      orderId,
      customerId,
      currency,
      amountMinor,
      provider: providerFor(paymentMethod, amountMinor),
      paymentMethod,
      isCanceled: await isOrderCanceled(tx, tenantId, orderId),
      version: 0,
      createdAt: now,
      updatedAt: now,
      attempts: [],
      facts: [],
    } satisfies Payment;
    await insertPayment(tx, payment);
  }
  // Another attempt may come with another method; one that is known changes nothing.
  const asked = { ...payment, paymentMethod, provider: providerFor(paymentMethod, amountMinor) };
  const decision = authorize(asked, data.attempt, newUuidV7(), now);
  const isNew = decision.begin.length > 0;
  await saveDecision(tx, payment, isNew ? decision : { ...decision, payment }, now);
}
