import { type Identity, idsOf, manyByKey, oneByKey, type PageRequest, uncached, userIdOf } from '@bazaar/kit';
import DataLoader from 'dataloader';
import type { Cart, PricedCart } from '../domain/cart.ts';
import { viewOf } from '../domain/order-filter.ts';
import type { Order, OrderLine, TimelineEntry } from '../domain/order.ts';
import { findCarts } from './cart-repository.ts';
import type { Database } from './database.ts';
import { countOrdersByCustomer, findOrderPagesByCustomer } from './order-list.ts';
import { findOrderLines, findOrders, findTimeline } from './order-repository.ts';
import { priced } from './priced-carts.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/** One set a request: batches for that request's tenant, shows what its caller may see, and dies with it. */
export function createLoaders({ read }: Database, identity: Identity) {
  const view = viewOf(identity);
  const { tenantId } = identity;
  const own = (carts: readonly Cart[]) =>
    carts.filter((cart) => cart.customerId !== null && cart.customerId === userIdOf(identity));
  return {
    orderById: oneByKey<Order>((ids) => findOrders(read, view, idsOf('Order', ids)), 'id'),
    orderLineById: oneByKey<OrderLine>(
      (ids) => findOrderLines(read, view, 'id', idsOf('OrderLine', ids)),
      'id',
    ),
    linesByOrderId: manyByKey<OrderLine>((ids) => findOrderLines(read, view, 'order_id', ids), 'orderId'),
    timelineByOrderId: manyByKey<TimelineEntry>((ids) => findTimeline(read, view, ids), 'orderId'),
    /** The caller's own, as a customer. */
    cartById: oneByKey<PricedCart>(
      async (ids) => priced(read, tenantId, own(await findCarts(read, tenantId, 'id', idsOf('Cart', ids)))),
      'id',
    ),
    cartByCustomerId: oneByKey<PricedCart>(
      async (ids) =>
        priced(read, tenantId, own(await findCarts(read, tenantId, 'customer_id', idsOf('User', ids)))),
      'customerId',
    ),
    orderCountByCustomerId: new DataLoader<string, number>(
      (ids) => countOrdersByCustomer(read, view, ids),
      uncached,
    ),
    orderPageByCustomer: new DataLoader<CustomerPage, Order[]>(async (wanted) => {
      // The customers of one list are asked for the same page: usually this is one statement.
      const groups = Map.groupBy(wanted, (each) => JSON.stringify(each.page));
      const pages = new Map<CustomerPage, Order[]>();
      for (const group of groups.values()) {
        const ids = group.map((each) => each.customerId);
        const found = await findOrderPagesByCustomer(read, view, ids, group[0]!.page);
        group.forEach((each, index) => pages.set(each, found[index]!));
      }
      return wanted.map((each) => pages.get(each)!);
    }, uncached),
  };
}

export type CustomerPage = { readonly customerId: string; readonly page: PageRequest };
