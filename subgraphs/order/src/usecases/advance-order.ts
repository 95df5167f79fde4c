import { addToOutbox, PoisonError, sqlFromPrisma, type SqlExecutor } from '@bazaar/messaging';
import type { App } from '../context.ts';
import { lockCheckout, updateSaga, type LockedCheckout } from '../data/checkout-repository.ts';
import { readIn, type Tx } from '../data/database.ts';
import { findOrderLines, nextOrderNumber, updateOrder } from '../data/order-repository.ts';
import { advance } from '../domain/checkout-saga.ts';
import type { Advance, SagaEvent } from '../domain/checkout-state.ts';
import { changeOrder, entryOf } from '../domain/order-changes.ts';
import { formatOrderNumber, type Order, type OrderLine } from '../domain/order.ts';
import { commanded, reminded, statusChanged, statusReached } from './order-messages.ts';

/** Takes a reply or a timer to the checkout that it belongs to, in the transaction of its inbox row. */
export async function advanceOrder(
  app: SagaApp,
  tx: Tx,
  of: { tenantId: string; orderId: string },
  event: SagaEvent,
): Promise<void> {
  const checkout = await lockCheckout(tx, of.tenantId, of.orderId);
  if (!checkout) throw new PoisonError('ORDER_UNKNOWN', 'There is no such order.');
  await advanceCheckout(app, tx, sqlFromPrisma(tx), checkout, event);
}

/** Advances a checkout whose order the caller has locked: state, order, timeline and outbox in one transaction. */
export async function advanceCheckout(
  app: SagaApp,
  tx: Tx,
  sql: SqlExecutor,
  checkout: LockedCheckout,
  event: SagaEvent,
): Promise<Order> {
  const now = app.now();
  const next = advance(checkout, event, { now: now.getTime(), policy: app.sagaPolicy });
  if (next.saga !== checkout.saga) await updateSaga(tx, checkout.order.id, next.saga, now);
  const order = await saveChange(tx, checkout.order, next, now);
  for (const stuck of next.timers.filter((timer) => timer.attempt >= alertAtAttempt)) {
    app.logger.error({ alert: 'order.checkout-stuck', orderId: order.id, ...stuck }, 'a checkout is stuck');
  }
  const lines = needsLines(next) ? await linesOf(tx, order) : [];
  await addToOutbox(sql, [
    ...(next.change?.status ? statusReached(order, lines) : []),
    ...(hasMoved(checkout.order, order) ? [statusChanged(order)] : []),
    ...next.commands.map((command) =>
      commanded(command, order, { lines, paymentMethod: checkout.paymentMethod }),
    ),
    ...next.timers.map((timer) => reminded(timer, order)),
  ]);
  return order;
}

async function saveChange(tx: Tx, before: Order, { change }: Advance, now: Date): Promise<Order> {
  if (!change) return before;
  const number =
    change.status === 'CONFIRMED' ? formatOrderNumber(await nextOrderNumber(tx, before.tenantId)) : null;
  const order = changeOrder(before, change, now, number);
  await updateOrder(tx, order, entryOf(order, change));
  return order;
}

/** A change may be worth an entry in the timeline and leave every status as it was: then nobody needs to be told. */
const hasMoved = (before: Order, after: Order): boolean =>
  before.status !== after.status ||
  before.paymentStatus !== after.paymentStatus ||
  before.fulfillmentStatus !== after.fulfillmentStatus;

const needsLines = ({ change, commands }: Advance): boolean =>
  change?.status === 'CONFIRMED' || commands.some((command) => command.name === 'inventory.reserve-stock');

const linesOf = (tx: Tx, { id, tenantId }: Order): Promise<OrderLine[]> =>
  findOrderLines(readIn(tx), { tenantId, customerId: null }, 'order_id', [id]);

/** What must succeed is asked for without end; from here on an operator hears of it each time. */
const alertAtAttempt = 5;

/** What the events' door needs of the app. */
export type SagaApp = Pick<App, 'now' | 'sagaPolicy' | 'logger'>;
