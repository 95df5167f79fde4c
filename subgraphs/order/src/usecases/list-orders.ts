import {
  AppError,
  toConnection,
  toPageRequest,
  type Connection,
  type Identity,
  type PageArguments,
} from '@bazaar/kit';
import type { App } from '../context.ts';
import type { Loaders } from '../data/loaders.ts';
import { countOrders, findOrderPage, newestFirst, positionOf, type OrderList } from '../data/order-list.ts';
import { viewOf, type OrderSorting } from '../domain/order-filter.ts';
import type { Order } from '../domain/order.ts';
import { parseFilter } from './order-where.ts';

/** A page of the orders that match and that the caller may see. */
export async function listOrders(
  app: App,
  identity: Identity,
  args: PageArguments & { where?: unknown; sort?: OrderSorting | null },
): Promise<OrderPage> {
  const list: OrderList = {
    view: viewOf(identity),
    filter: parseFilter(args.where),
    sorting: sortingOf(args.sort),
  };
  const page = toPageRequest(args, app.cursors, list);
  const orders = await findOrderPage(app.db.read, list, page);
  const cursorOf = (order: Order) => app.cursors.encode(list, positionOf(list.sorting, order));
  return { ...toConnection(orders, page, cursorOf), totalCount: () => countOrders(app.db.read, list) };
}

/** A page of one customer's orders, newest first; the pages of many customers are read together. */
export async function listCustomerOrders(
  app: App,
  loaders: Loaders,
  customerId: string,
  args: PageArguments,
): Promise<OrderPage> {
  const scope = { list: 'User.orders', customerId };
  const page = toPageRequest(args, app.cursors, scope);
  const orders = await loaders.orderPageByCustomer.load({ customerId, page });
  const cursorOf = (order: Order) => app.cursors.encode(scope, positionOf(newestFirst, order));
  return {
    ...toConnection(orders, page, cursorOf),
    totalCount: () => loaders.orderCountByCustomerId.load(customerId),
  };
}

function sortingOf(sort: OrderSorting | null | undefined): OrderSorting {
  if (!sort || sort.length === 0) return newestFirst;
  if (new Set(sort.map((each) => each.field)).size < sort.length) {
    throw new AppError('BAD_USER_INPUT', 'sort: name each field once.');
  }
  return sort;
}

/** `totalCount` is a query of its own, made only when it is asked for. */
export type OrderPage = Connection<Order> & { totalCount: () => Promise<number> };
