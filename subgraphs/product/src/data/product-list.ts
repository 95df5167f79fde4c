import { toDecimal, type CursorPosition, type PageRequest } from '@bazaar/kit';
import type { Product } from '../domain/product.ts';
import type { ProductFilter, ProductOrder, View } from '../domain/product-filter.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { Read } from './database.ts';
import { beyond, orderBy, type SortKey } from './keyset.ts';
import { all, publishedOnly, visibleWhere } from './product-filter.ts';
import { productColumns, toProduct, type ProductRow } from './product-rows.ts';

/** `limit + 1` products beyond the position of the page, in fetch order. */
export async function findProductPage(read: Read, list: ProductList, page: PageRequest): Promise<Product[]> {
  const keys = sortKeys(list.order);
  const rows = await read<ProductRow>(Prisma.sql`/* findProductPage */
    SELECT ${productColumns} FROM product p
    WHERE ${all([visibleWhere(list.view, list.filter), ...after(keys, page)])}
    ORDER BY ${orderBy(keys, page.backwards)} LIMIT ${page.limit + 1}`);
  return rows.map(toProduct);
}

export async function countProducts(read: Read, list: ProductList): Promise<number> {
  const rows = await read<{ count: number }>(Prisma.sql`/* countProducts */
    SELECT count(*)::int AS count FROM product p WHERE ${visibleWhere(list.view, list.filter)}`);
  return rows[0]?.count ?? 0;
}

/** The page of every category's own list (its subtree, by title), in one statement. */
export async function findProductPagesByCategory(
  read: Read,
  view: View,
  categoryIds: readonly string[],
  page: PageRequest,
): Promise<Product[][]> {
  const keys = sortKeys(defaultOrder);
  const rows = await read<ProductRow & { list: string }>(Prisma.sql`/* findProductPagesByCategory */
    SELECT list.id AS list, ${productColumns}
    FROM unnest(${[...new Set(categoryIds)]}::text[]) AS list(id) CROSS JOIN LATERAL (
      SELECT * FROM product p
      WHERE ${all([inListedSubtree(view), ...publishedOnly(view), ...after(keys, page)])}
      ORDER BY ${orderBy(keys, page.backwards)} LIMIT ${page.limit + 1}) p`);
  const pages = Map.groupBy(rows, (row) => row.list);
  return categoryIds.map((id) => (pages.get(id) ?? []).map(toProduct));
}

/** How many products each category's subtree holds. */
export async function countProductsByCategory(
  read: Read,
  view: View,
  categoryIds: readonly string[],
): Promise<number[]> {
  const rows = await read<{ list: string; count: number }>(Prisma.sql`/* countProductsByCategory */
    SELECT list.id AS list, count(p.id)::int AS count
    FROM unnest(${[...new Set(categoryIds)]}::text[]) AS list(id)
    JOIN product p ON ${all([inListedSubtree(view), ...publishedOnly(view)])}
    GROUP BY list.id`);
  const counts = new Map(rows.map((row) => [row.list, row.count]));
  return categoryIds.map((id) => counts.get(id) ?? 0);
}

/** Where a product stands in a list with this order; the cursor carries it. */
export function positionOf(order: ProductOrder, product: Product): CursorPosition {
  return [...order.map(({ field }) => sortable[field].valueOf(product)), product.id];
}

export const defaultOrder: ProductOrder = [{ field: 'TITLE', direction: 'ASC' }];

function sortKeys(order: ProductOrder): SortKey[] {
  const columns = order.map(({ field, direction }) => ({
    column: sortable[field].column,
    cast: sortable[field].cast,
    direction,
  }));
  // The id runs the way of the first column, so that the usual order by one column is one comparison.
  return [...columns, { column: Prisma.sql`p.id`, cast: Prisma.sql`text`, direction: columns[0]!.direction }];
}

const sortable = {
  TITLE: {
    column: Prisma.sql`p.title`,
    cast: Prisma.sql`text`,
    valueOf: (product: Product) => product.title,
  },
  PRICE: {
    column: Prisma.sql`p.price_from`,
    cast: Prisma.sql`numeric`,
    valueOf: (product: Product) => toDecimal(product.priceFrom),
  },
  CREATED_AT: {
    column: Prisma.sql`p.created_at`,
    cast: Prisma.sql`timestamptz`,
    valueOf: (product: Product) => product.createdAt.toISOString(),
  },
} as const;

const after = (keys: readonly SortKey[], page: PageRequest): Prisma.Sql[] =>
  page.position ? [beyond(keys, page.position, page.backwards)] : [];

const inListedSubtree = (view: View) => Prisma.sql`p.tenant_id = ${view.tenantId} AND p.category_id IN (
  SELECT c.id FROM category c WHERE c.tenant_id = ${view.tenantId} AND c.path @> ARRAY[list.id])`;

/** A list before it is cut into pages. */
export type ProductList = {
  readonly view: View;
  readonly filter: ProductFilter;
  readonly order: ProductOrder;
};
