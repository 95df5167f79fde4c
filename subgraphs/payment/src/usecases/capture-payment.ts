import type { EventEnvelope, PayloadOf, paymentCaptureV1 } from '@bazaar/events';
import { newUuidV7 } from '@bazaar/kit';
import { PoisonError } from '@bazaar/messaging';
import type { Tx } from '../data/database.ts';
import { lockPayment } from '../data/payment-repository.ts';
import { capture } from '../domain/commands.ts';
import { saveDecision } from './save-decision.ts';

/** `payment.capture`: notes it; the worker asks the provider once this is committed. */
export async function capturePayment(
  tx: Tx,
  { tenantId, data }: EventEnvelope<PayloadOf<typeof paymentCaptureV1>>,
  now: Date,
): Promise<void> {
  const payment = await lockPayment(tx, { tenantId, orderId: data.orderId });
  if (!payment) throw new PoisonError(`order ${data.orderId} has no payment`);
  await saveDecision(tx, payment, capture(payment, newUuidV7()), now);
}
