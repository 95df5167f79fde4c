import type { EventEnvelope, PayloadOf, paymentCancelV1 } from '@bazaar/events';
import { newUuidV7 } from '@bazaar/kit';
import { addToOutbox, sqlFromPrisma } from '@bazaar/messaging';
import type { Tx } from '../data/database.ts';
import { findPayment, lockOrder, markOrderCanceled } from '../data/payment-repository.ts';
import { cancel } from '../domain/commands.ts';
import { nothingHeld } from './payment-messages.ts';
import { saveDecision } from './save-decision.ts';

/** `payment.cancel`: from now on nothing stays held or taken, also when the authorisation comes after it. */
export async function cancelPayment(
  tx: Tx,
  { tenantId, data }: EventEnvelope<PayloadOf<typeof paymentCancelV1>>,
  now: Date,
): Promise<void> {
  const { orderId, reason } = data;
  await lockOrder(tx, tenantId, orderId);
  await markOrderCanceled(tx, { tenantId, orderId, reason });
  const payment = await findPayment(tx, { tenantId, orderId });
  if (payment) await saveDecision(tx, payment, cancel(payment, newUuidV7()), now);
  else await addToOutbox(sqlFromPrisma(tx), [nothingHeld(tenantId, orderId)]);
}
