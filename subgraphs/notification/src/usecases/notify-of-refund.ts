import type { PayloadOf, paymentStatusChangedV1 } from '@bazaar/events';
import type { App } from '../context.ts';
import type { Tx } from '../data/database.ts';
import { notify } from './notify.ts';

/** Money that went back is worth a message; the other changes of a payment are told by its order. */
export async function notifyOfRefund(
  app: Pick<App, 'now'>,
  tx: Tx,
  tenantId: string,
  payment: PayloadOf<typeof paymentStatusChangedV1>,
): Promise<void> {
  if (payment.status !== 'REFUNDED' && payment.status !== 'PARTIALLY_REFUNDED') return;
  await notify(app, tx, {
    tenantId,
    userId: payment.customerId,
    orderId: payment.orderId,
    facts: { kind: 'ORDER_REFUNDED', refunded: payment.refunded },
  });
}
