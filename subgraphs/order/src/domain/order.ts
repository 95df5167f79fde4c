// Pure rules of carts, orders and checkouts: no I/O, nothing asynchronous, and time only as an argument.
import { multiplyMoney, type Money } from '@bazaar/kit';

/** Who may see which orders: a customer their own, staff all. */
export type OrderView = { readonly tenantId: string; readonly customerId: string | null };

/** Before goods have left, money and stock can go back. */
export const isCancelable = ({ status, fulfillmentStatus }: OrderAxes): boolean =>
  status !== 'REJECTED' && status !== 'CANCELED' && fulfillmentStatus === 'UNFULFILLED';

export const lineTotal = ({ unitPrice, quantity }: { unitPrice: Money; quantity: number }): Money =>
  multiplyMoney(unitPrice, quantity);

/** Human order numbers: `B-100001` is the first. */
export const formatOrderNumber = (nth: bigint): string => `B-${100_000n + nth}`;

export type OrderStatus = 'PENDING' | 'CONFIRMED' | 'REJECTED' | 'CANCELED' | 'COMPLETED';
export type OrderPaymentStatus =
  | 'NONE'
  | 'AUTHORIZING'
  | 'ACTION_REQUIRED'
  | 'AUTHORIZED'
  | 'CAPTURED'
  | 'PARTIALLY_REFUNDED'
  | 'REFUNDED'
  | 'VOIDED'
  | 'FAILED';
export type OrderFulfillmentStatus = 'UNFULFILLED' | 'FULFILLED';

/** Where an order stands: as a whole, its money, its goods. */
export type OrderAxes = {
  readonly status: OrderStatus;
  readonly paymentStatus: OrderPaymentStatus;
  readonly fulfillmentStatus: OrderFulfillmentStatus;
};

export type Order = OrderAxes & {
  readonly id: string;
  readonly tenantId: string;
  readonly customerId: string;
  readonly number: string | null;
  readonly subtotal: Money;
  readonly total: Money;
  readonly shippingAddress: Address;
  readonly rejectionReason: string | null;
  readonly cancelReason: string | null;
  readonly version: number;
  readonly placedAt: Date;
  readonly updatedAt: Date;
};

export type OrderLine = {
  readonly id: string;
  readonly orderId: string;
  readonly variantId: string;
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly unitPrice: Money;
};

export type TimelineEntry = {
  readonly orderId: string;
  readonly version: number;
  readonly at: Date;
  readonly event: string;
  readonly message: string | null;
};

export type Address = {
  readonly name: string;
  readonly line1: string;
  readonly line2: string | null;
  readonly city: string;
  readonly region: string | null;
  readonly postalCode: string;
  readonly country: string;
};
