import { toDecimal } from '@bazaar/kit';
import type { Order, OrderLine, OrderView, TimelineEntry } from '../domain/order.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { readIn, type Read, type Tx } from './database.ts';
import { visible } from './order-filter.ts';
import {
  lineColumns,
  orderColumns,
  toOrder,
  toOrderLine,
  toTimelineEntry,
  type OrderLineRow,
  type OrderRow,
  type TimelineRow,
} from './order-rows.ts';

/** The visible orders that have these ids, in no order. */
export async function findOrders(read: Read, view: OrderView, ids: readonly string[]): Promise<Order[]> {
  const rows = await read<OrderRow>(Prisma.sql`/* findOrders */
    SELECT ${orderColumns} FROM customer_order o WHERE ${visible(view)} AND o.id = ANY(${[...ids]})`);
  return rows.map(toOrder);
}

/** Lines of visible orders by their own id or their order's; those of an order as they were placed. */
export async function findOrderLines(
  read: Read,
  view: OrderView,
  key: 'id' | 'order_id',
  values: readonly string[],
): Promise<OrderLine[]> {
  const rows = await read<OrderLineRow>(Prisma.sql`/* findOrderLines */
    SELECT ${lineColumns} FROM order_line l JOIN customer_order o ON o.id = l.order_id
    WHERE ${visible(view)} AND ${Prisma.raw(`l.${key}`)} = ANY(${[...values]}) ORDER BY l.order_id, l.position`);
  return rows.map(toOrderLine);
}

/** The timelines of visible orders, oldest entry first. */
export async function findTimeline(
  read: Read,
  view: OrderView,
  orderIds: readonly string[],
): Promise<TimelineEntry[]> {
  const rows = await read<TimelineRow>(Prisma.sql`/* findTimeline */
    SELECT t.order_id, t.version, t.at, t.event, t.message
    FROM order_timeline_entry t JOIN customer_order o ON o.id = t.order_id
    WHERE ${visible(view)} AND t.order_id = ANY(${[...orderIds]}) ORDER BY t.order_id, t.version`);
  return rows.map(toTimelineEntry);
}

export async function insertOrder(tx: Tx, order: Order, lines: readonly OrderLine[]): Promise<void> {
  const { subtotal, total, ...columns } = order;
  await tx.order.createMany({
    data: [
      {
        ...columns,
        currency: total.currency,
        subtotalMinor: subtotal.amountMinor,
        totalMinor: total.amountMinor,
        total: toDecimal(total),
      },
    ],
  });
  await tx.orderLine.createMany({
    data: lines.map(({ unitPrice, ...line }, position) => ({
      ...line,
      tenantId: order.tenantId,
      unitPriceMinor: unitPrice.amountMinor,
      currency: unitPrice.currency,
      position,
    })),
  });
}

/** Writes what may change of an order, with the entry of its timeline; the caller holds its lock. */
export async function updateOrder(tx: Tx, order: Order, entry: TimelineEntry): Promise<void> {
  await tx.$executeRaw`/* updateOrder */
    WITH entry AS (
      INSERT INTO order_timeline_entry (order_id, tenant_id, version, at, event, message)
      VALUES (${order.id}, ${order.tenantId}, ${entry.version}, ${entry.at}, ${entry.event}, ${entry.message}))
    UPDATE customer_order SET status = ${order.status}, payment_status = ${order.paymentStatus},
      number = ${order.number}, rejection_reason = ${order.rejectionReason},
      cancel_reason = ${order.cancelReason}, version = ${order.version}, updated_at = ${order.updatedAt}
    WHERE id = ${order.id}`;
}

export async function insertTimelineEntry(tx: Tx, tenantId: string, entry: TimelineEntry): Promise<void> {
  await tx.orderTimelineEntry.createMany({ data: [{ ...entry, tenantId }] });
}

/** The next number of the shop, without gaps: whoever draws one holds the counter until the commit. */
export async function nextOrderNumber(tx: Tx, tenantId: string): Promise<bigint> {
  const [row] = await readIn(tx)<{ last: bigint }>(Prisma.sql`/* nextOrderNumber */
    INSERT INTO order_number AS n (tenant_id, last) VALUES (${tenantId}, 1)
    ON CONFLICT (tenant_id) DO UPDATE SET last = n.last + 1 RETURNING last`);
  return row!.last;
}
