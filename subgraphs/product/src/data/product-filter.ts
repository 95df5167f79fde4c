import type { ProductFilter, TextFilter, View } from '../domain/product-filter.ts';
import { Prisma } from '../generated/prisma/client.ts';

/** The condition of a filter on the table `product p`, within what the caller may see. */
export function visibleWhere(view: View, filter: ProductFilter): Prisma.Sql {
  return all([Prisma.sql`p.tenant_id = ${view.tenantId}`, ...publishedOnly(view), whereOf(view, filter)]);
}

export const publishedOnly = (view: View): Prisma.Sql[] =>
  view.publishedOnly ? [Prisma.sql`p.status = 'PUBLISHED'`] : [];

export const all = (conditions: readonly Prisma.Sql[]): Prisma.Sql =>
  conditions.length === 0 ? Prisma.sql`TRUE` : Prisma.join([...conditions], ' AND ');

function whereOf(view: View, filter: ProductFilter): Prisma.Sql {
  return all([
    ...(filter.and ?? []).map((each) => whereOf(view, each)),
    ...when(filter.or, (or) => any(or.map((each) => whereOf(view, each)))),
    ...when(filter.not, (not) => Prisma.sql`(${whereOf(view, not)}) IS NOT TRUE`),
    ...when(filter.title, (title) => textWhere(Prisma.sql`p.title`, title)),
    ...when(filter.slug, (slug) => textWhere(Prisma.sql`p.slug`, slug)),
    ...when(filter.categoryId?.eq, (id) => inSubtreeOf(view, [id])),
    ...when(filter.categoryId?.in, (ids) => inSubtreeOf(view, ids)),
    ...when(filter.status, (statuses) => Prisma.sql`p.status = ANY(${[...statuses]})`),
    ...when(filter.price?.gte, (price) => Prisma.sql`p.price_from >= ${price}::numeric`),
    ...when(filter.price?.lte, (price) => Prisma.sql`p.price_from <= ${price}::numeric`),
    ...when(filter.inStock, (inStock) => (inStock ? isInStock : Prisma.sql`NOT ${isInStock}`)),
    ...when(filter.search, matches),
  ]);
}

/**
 * Stemmed words in title and description, or a title that looks like the search; who quotes or excludes words
 * means them to the letter. The indexes know both expressions.
 */
function matches(search: string): Prisma.Sql {
  const words = Prisma.sql`to_tsvector('english', p.title || ' ' || p.description)
    @@ websearch_to_tsquery('english', ${search})`;
  const isLiteral = /"|(^|\s)-/.test(search);
  return isLiteral ? words : Prisma.sql`(${words} OR ${search} <% p.title)`;
}

const inSubtreeOf = (view: View, categoryIds: readonly string[]) =>
  Prisma.sql`p.category_id IN (SELECT c.id FROM category c
    WHERE c.tenant_id = ${view.tenantId} AND c.path && ${[...categoryIds]}::text[])`;

const isInStock = Prisma.sql`EXISTS (SELECT FROM product_variant v
  JOIN variant_stock s ON s.tenant_id = v.tenant_id AND s.variant_id = v.id
  WHERE v.product_id = p.id AND s.available > 0)`;

function textWhere(column: Prisma.Sql, filter: TextFilter): Prisma.Sql {
  return all([
    ...when(filter.eq, (text) => Prisma.sql`${column} = ${text}`),
    ...when(filter.in, (texts) => Prisma.sql`${column} = ANY(${[...texts]})`),
    ...when(filter.contains, (text) => Prisma.sql`${column} ILIKE ${`%${literal(text)}%`}`),
    ...when(filter.startsWith, (text) => Prisma.sql`${column} ILIKE ${`${literal(text)}%`}`),
  ]);
}

/** What LIKE would take for a wildcard, taken literally. */
const literal = (text: string) => text.replace(/[\\%_]/g, '\\$&');

const any = (conditions: readonly Prisma.Sql[]): Prisma.Sql =>
  conditions.length === 0 ? Prisma.sql`FALSE` : Prisma.join([...conditions], ' OR ', '(', ')');

const when = <T>(value: T | null | undefined, condition: (value: T) => Prisma.Sql): Prisma.Sql[] =>
  value == null ? [] : [condition(value)];
