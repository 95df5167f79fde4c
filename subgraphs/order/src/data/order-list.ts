import { toDecimal, type CursorPosition, type PageRequest } from '@bazaar/kit';
import type { OrderFilter, OrderSorting } from '../domain/order-filter.ts';
import type { Order, OrderView } from '../domain/order.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { Read } from './database.ts';
import { beyond, orderBy, type SortKey } from './keyset.ts';
import { visible, visibleWhere } from './order-filter.ts';
import { orderColumns, toOrder, type OrderRow } from './order-rows.ts';

/** `limit + 1` orders beyond the position of the page, in fetch order. */
export async function findOrderPage(read: Read, list: OrderList, page: PageRequest): Promise<Order[]> {
  const keys = sortKeys(list.sorting);
  const rows = await read<OrderRow>(Prisma.sql`/* findOrderPage */
    SELECT ${orderColumns} FROM customer_order o
    WHERE ${visibleWhere(list.view, list.filter)} AND ${after(keys, page)}
    ORDER BY ${orderBy(keys, page.backwards)} LIMIT ${page.limit + 1}`);
  return rows.map(toOrder);
}

export async function countOrders(read: Read, list: OrderList): Promise<number> {
  const rows = await read<{ count: number }>(Prisma.sql`/* countOrders */
    SELECT count(*)::int AS count FROM customer_order o WHERE ${visibleWhere(list.view, list.filter)}`);
  return rows[0]?.count ?? 0;
}

/** The page of every customer's own list, newest first, in one statement. */
export async function findOrderPagesByCustomer(
  read: Read,
  view: OrderView,
  customerIds: readonly string[],
  page: PageRequest,
): Promise<Order[][]> {
  const keys = sortKeys(newestFirst);
  const rows = await read<OrderRow>(Prisma.sql`/* findOrderPagesByCustomer */
    SELECT ${orderColumns} FROM unnest(${[...new Set(customerIds)]}::text[]) AS list(id) CROSS JOIN LATERAL (
      SELECT * FROM customer_order o
      WHERE ${visible(view)} AND o.customer_id = list.id AND ${after(keys, page)}
      ORDER BY ${orderBy(keys, page.backwards)} LIMIT ${page.limit + 1}) o`);
  const pages = Map.groupBy(rows, (row) => row.customer_id);
  return customerIds.map((id) => (pages.get(id) ?? []).map(toOrder));
}

export async function countOrdersByCustomer(
  read: Read,
  view: OrderView,
  customerIds: readonly string[],
): Promise<number[]> {
  const rows = await read<{ customer_id: string; count: number }>(Prisma.sql`/* countOrdersByCustomer */
    SELECT o.customer_id, count(*)::int AS count FROM customer_order o
    WHERE ${visible(view)} AND o.customer_id = ANY(${[...customerIds]}) GROUP BY o.customer_id`);
  const counts = new Map(rows.map((row) => [row.customer_id, row.count]));
  return customerIds.map((id) => counts.get(id) ?? 0);
}

/** Where an order stands in a list with this sorting; the cursor carries it. */
export function positionOf(sorting: OrderSorting, order: Order): CursorPosition {
  return [...sorting.map(({ field }) => sortable[field].valueOf(order)), order.id];
}

export const newestFirst: OrderSorting = [{ field: 'PLACED_AT', direction: 'DESC' }];

function sortKeys(sorting: OrderSorting): SortKey[] {
  const columns = sorting.map(({ field, direction }) => ({
    column: sortable[field].column,
    cast: sortable[field].cast,
    direction,
  }));
  // The id runs the way of the first column, so that the usual sorting by one column is one comparison.
  return [...columns, { column: Prisma.sql`o.id`, cast: Prisma.sql`text`, direction: columns[0]!.direction }];
}

const sortable = {
  PLACED_AT: {
    column: Prisma.sql`o.placed_at`,
    cast: Prisma.sql`timestamptz`,
    valueOf: (order: Order) => order.placedAt.toISOString(),
  },
  TOTAL: {
    column: Prisma.sql`o.total`,
    cast: Prisma.sql`numeric`,
    valueOf: (order: Order) => toDecimal(order.total),
  },
} as const;

const after = (keys: readonly SortKey[], page: PageRequest): Prisma.Sql =>
  page.position ? beyond(keys, page.position, page.backwards) : Prisma.sql`TRUE`;

/** A list before it is cut into pages. */
export type OrderList = {
  readonly view: OrderView;
  readonly filter: OrderFilter;
  readonly sorting: OrderSorting;
};
