import { newId } from '@bazaar/kit';
import type { PricedCart } from './cart.ts';
import type { OrderChange } from './checkout-state.ts';
import type { Address, Order, OrderLine, TimelineEntry } from './order.ts';

/** The order that a cart becomes: a snapshot of what is bought at the current prices. */
export function orderOf(cart: PricedCart, placing: Placing): { order: Order; lines: OrderLine[] } {
  const { customerId, shippingAddress, now } = placing;
  const id = newId('Order', now.getTime());
  const order: Order = {
    id,
    tenantId: cart.tenantId,
    customerId,
    number: null,
    status: 'PENDING',
    paymentStatus: 'NONE',
    fulfillmentStatus: 'UNFULFILLED',
    subtotal: cart.subtotal,
    total: cart.total,
    shippingAddress,
    rejectionReason: null,
    cancelReason: null,
    version: 1,
    placedAt: now,
    updatedAt: now,
  };
  return {
    order,
    lines: cart.lines.map(({ variantId, quantity, unitPrice, offer }) => ({
      id: newId('OrderLine', now.getTime()),
      orderId: id,
      variantId,
      sku: offer?.sku ?? '',
      title: offer?.title ?? '',
      quantity,
      unitPrice,
    })),
  };
}

/** The next version of an order. The number is given with its confirmation. */
export function changeOrder(order: Order, change: OrderChange, now: Date, number: string | null): Order {
  const { status = order.status, paymentStatus = order.paymentStatus, reason = null } = change;
  return {
    ...order,
    status,
    paymentStatus,
    number: order.number ?? number,
    rejectionReason: change.status === 'REJECTED' ? reason : order.rejectionReason,
    cancelReason: change.status === 'CANCELED' ? reason : order.cancelReason,
    version: order.version + 1,
    updatedAt: now,
  };
}

/** What the timeline says about the version that an order has now. */
export const entryOf = (order: Order, { event, message }: OrderChange): TimelineEntry => ({
  orderId: order.id,
  version: order.version,
  at: order.updatedAt,
  event,
  message,
});

type Placing = { customerId: string; shippingAddress: Address; now: Date };
