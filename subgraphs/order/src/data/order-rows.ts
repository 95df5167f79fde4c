import { money } from '@bazaar/kit';
import type {
  Address,
  Order,
  OrderFulfillmentStatus,
  OrderLine,
  OrderPaymentStatus,
  OrderStatus,
  TimelineEntry,
} from '../domain/order.ts';
import { Prisma } from '../generated/prisma/client.ts';

export const orderColumns = Prisma.sql`o.id, o.tenant_id, o.customer_id, o.number, o.status, o.payment_status,
  o.fulfillment_status, o.currency, o.subtotal_minor, o.total_minor, o.shipping_address, o.rejection_reason,
  o.cancel_reason, o.version, o.placed_at, o.updated_at`;

export const lineColumns = Prisma.sql`l.id, l.order_id, l.variant_id, l.sku, l.title, l.quantity,
  l.unit_price_minor, l.currency`;

export const toOrder = (row: OrderRow): Order => ({
  id: row.id,
  tenantId: row.tenant_id,
  customerId: row.customer_id,
  number: row.number,
  status: row.status,
  paymentStatus: row.payment_status,
  fulfillmentStatus: row.fulfillment_status,
  subtotal: money(BigInt(row.subtotal_minor), row.currency),
  total: money(BigInt(row.total_minor), row.currency),
  shippingAddress: row.shipping_address,
  rejectionReason: row.rejection_reason,
  cancelReason: row.cancel_reason,
  version: row.version,
  placedAt: row.placed_at,
  updatedAt: row.updated_at,
});

export const toOrderLine = (row: OrderLineRow): OrderLine => ({
  id: row.id,
  orderId: row.order_id,
  variantId: row.variant_id,
  sku: row.sku,
  title: row.title,
  quantity: row.quantity,
  unitPrice: money(BigInt(row.unit_price_minor), row.currency),
});

export const toTimelineEntry = ({ order_id, version, at, event, message }: TimelineRow): TimelineEntry => ({
  orderId: order_id,
  version,
  at,
  event,
  message,
});

/** BIGINT comes as a string from the driver and as a bigint from Prisma. */
type BigIntColumn = string | bigint;

export type OrderRow = {
  id: string;
  tenant_id: string;
  customer_id: string;
  number: string | null;
  status: OrderStatus;
  payment_status: OrderPaymentStatus;
  fulfillment_status: OrderFulfillmentStatus;
  currency: string;
  subtotal_minor: BigIntColumn;
  total_minor: BigIntColumn;
  shipping_address: Address;
  rejection_reason: string | null;
  cancel_reason: string | null;
  version: number;
  placed_at: Date;
  updated_at: Date;
};

export type OrderLineRow = {
  id: string;
  order_id: string;
  variant_id: string;
  sku: string;
  title: string;
  quantity: number;
  unit_price_minor: BigIntColumn;
  currency: string;
};

export type TimelineRow = {
  order_id: string;
  version: number;
  at: Date;
  event: string;
  message: string | null;
};
