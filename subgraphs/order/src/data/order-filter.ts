import type { OrderFilter, TextFilter } from '../domain/order-filter.ts';
import type { OrderView } from '../domain/order.ts';
import { Prisma } from '../generated/prisma/client.ts';

/** The condition of a filter on the table `customer_order o`, within what the caller may see. */
export const visibleWhere = (view: OrderView, filter: OrderFilter): Prisma.Sql =>
  Prisma.sql`${visible(view)} AND ${whereOf(filter)}`;

export const visible = ({ tenantId, customerId }: OrderView): Prisma.Sql =>
  customerId === null
    ? Prisma.sql`o.tenant_id = ${tenantId}`
    : Prisma.sql`o.tenant_id = ${tenantId} AND o.customer_id = ${customerId}`;

function whereOf(filter: OrderFilter): Prisma.Sql {
  return all([
    ...(filter.and ?? []).map((each) => Prisma.sql`(${whereOf(each)})`),
    ...when(filter.or, (or) => any(or.map(whereOf))),
    ...when(filter.not, (not) => Prisma.sql`(${whereOf(not)}) IS NOT TRUE`),
    ...when(filter.status, (values) => Prisma.sql`o.status = ANY(${[...values]})`),
    ...when(filter.paymentStatus, (values) => Prisma.sql`o.payment_status = ANY(${[...values]})`),
    ...when(filter.fulfillmentStatus, (values) => Prisma.sql`o.fulfillment_status = ANY(${[...values]})`),
    ...when(filter.number, (number) => textWhere(Prisma.sql`o.number`, number)),
    ...when(filter.customerId, (id) => textWhere(Prisma.sql`o.customer_id`, id)),
    ...when(filter.variantId, (id) => hasLine(textWhere(Prisma.sql`l.variant_id`, id))),
    ...when(filter.sku, (sku) => hasLine(textWhere(Prisma.sql`l.sku`, sku))),
    ...when(filter.placedAt?.gte, (at) => Prisma.sql`o.placed_at >= ${at}`),
    ...when(filter.placedAt?.lte, (at) => Prisma.sql`o.placed_at <= ${at}`),
    ...when(filter.total?.gte, (total) => Prisma.sql`o.total >= ${total}::numeric`),
    ...when(filter.total?.lte, (total) => Prisma.sql`o.total <= ${total}::numeric`),
  ]);
}

const hasLine = (condition: Prisma.Sql) =>
  Prisma.sql`EXISTS (SELECT FROM order_line l WHERE l.order_id = o.id AND ${condition})`;

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

const all = (conditions: readonly Prisma.Sql[]): Prisma.Sql =>
  conditions.length === 0 ? Prisma.sql`TRUE` : Prisma.join([...conditions], ' AND ');

const any = (conditions: readonly Prisma.Sql[]): Prisma.Sql =>
  conditions.length === 0 ? Prisma.sql`FALSE` : Prisma.join([...conditions], ') OR (', '((', '))');

const when = <T>(value: T | null | undefined, condition: (value: T) => Prisma.Sql): Prisma.Sql[] =>
  value == null ? [] : [condition(value)];
