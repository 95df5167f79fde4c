import type { Order, OrderLine, TimelineEntry } from '../domain/order.ts';
import type { Read } from '../data/database.ts';
import { findOrderLines, findTimeline } from '../data/order-repository.ts';

/** The whole of an order as a transaction leaves it: the answer to a mutation, kept for its replays. */
export async function detailOf(read: Read, order: Order): Promise<OrderDetail> {
  const view = { tenantId: order.tenantId, customerId: null };
  return {
    ...order,
    lines: await findOrderLines(read, view, 'order_id', [order.id]),
    timeline: await findTimeline(read, view, [order.id]),
  };
}

export type OrderDetail = Order & {
  readonly lines: readonly OrderLine[];
  readonly timeline: readonly TimelineEntry[];
};
