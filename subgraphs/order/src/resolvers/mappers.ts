// What stands behind each GraphQL type: `XMapper` is the parent value of X's resolvers.
import type { PricedCart, PricedCartLine } from '../domain/cart.ts';
import type { Order, OrderLine, TimelineEntry } from '../domain/order.ts';
import type { OrderPage } from '../usecases/list-orders.ts';
import type { OrderDetail } from '../usecases/order-detail.ts';

export type CartMapper = PricedCart;
export type CartLineMapper = PricedCartLine;
/** Lines and timeline come along where the order was just changed, and are loaded otherwise. */
export type OrderMapper = Order & Partial<Pick<OrderDetail, 'lines' | 'timeline'>>;
export type OrderLineMapper = OrderLine;
export type OrderTimelineEntryMapper = TimelineEntry;
export type OrderConnectionMapper = OrderPage;
export type UserMapper = { readonly id: string };
export type ProductVariantMapper = { readonly id: string };
