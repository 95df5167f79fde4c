import type { CheckoutSaga } from '../domain/checkout-state.ts';
import type { Order } from '../domain/order.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { readIn, type Tx } from './database.ts';
import { orderColumns, toOrder, type OrderRow } from './order-rows.ts';

/**
 * The order and its checkout, locked until the end of the transaction. Both rows are: after a wait for a lock,
 * PostgreSQL reads locked rows anew, while others stay as they were when the statement began.
 */
export async function lockCheckout(
  tx: Tx,
  tenantId: string,
  orderId: string,
): Promise<LockedCheckout | null> {
  const [row] = await readIn(tx)<OrderRow & SagaRow>(Prisma.sql`/* lockCheckout */
    SELECT ${orderColumns}, s.state, s.payment_method
    FROM customer_order o JOIN checkout_saga s ON s.order_id = o.id
    WHERE o.tenant_id = ${tenantId} AND o.id = ${orderId} FOR UPDATE`);
  return row ? { order: toOrder(row), saga: row.state, paymentMethod: row.payment_method } : null;
}

export async function insertSaga(
  tx: Tx,
  order: Order,
  saga: CheckoutSaga,
  paymentMethod: string,
): Promise<void> {
  const { id: orderId, tenantId, updatedAt } = order;
  await tx.checkoutSaga.createMany({ data: [{ orderId, tenantId, state: saga, paymentMethod, updatedAt }] });
}

export async function updateSaga(tx: Tx, orderId: string, saga: CheckoutSaga, now: Date): Promise<void> {
  await tx.$executeRaw`/* updateSaga */
    UPDATE checkout_saga SET state = ${JSON.stringify(saga)}::jsonb, updated_at = ${now}
    WHERE order_id = ${orderId}`;
}

export type LockedCheckout = {
  readonly order: Order;
  readonly saga: CheckoutSaga;
  readonly paymentMethod: string;
};

type SagaRow = { state: CheckoutSaga; payment_method: string };
