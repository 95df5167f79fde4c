import { money, type Money } from '@bazaar/kit';
import type { Cart, CartLine, MergedLines, PricedCart } from '../domain/cart.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { readIn, type Read, type Tx } from './database.ts';

/** The carts whose `key` is one of the values, in no order. */
export async function findCarts(
  read: Read,
  tenantId: string,
  key: 'id' | 'customer_id',
  values: readonly string[],
): Promise<Cart[]> {
  const rows = await read<CartRow>(Prisma.sql`/* findCarts */
    SELECT ${columns} FROM cart c
    WHERE c.tenant_id = ${tenantId} AND ${Prisma.raw(`c.${key}`)} = ANY(${[...values]})`);
  return rows.map(toCart);
}

/** The carts, their rows locked until the end of the transaction: always in the order of the ids, so that two mergers never wait for each other. */
export async function lockCarts(tx: Tx, tenantId: string, ids: readonly string[]): Promise<Cart[]> {
  const rows = await readIn(tx)<CartRow>(Prisma.sql`/* lockCarts */
    SELECT ${columns} FROM cart c
    WHERE c.tenant_id = ${tenantId} AND c.id = ANY(${[...ids]}) ORDER BY c.id FOR UPDATE`);
  return rows.map(toCart);
}

/** The lines of carts, in the order in which they were added, with what we know of their variants. */
export async function findCartLines(
  read: Read,
  tenantId: string,
  cartIds: readonly string[],
): Promise<CartLine[]> {
  const rows = await read<CartLineRow>(Prisma.sql`/* findCartLines */
    SELECT l.id, l.cart_id, l.variant_id, l.quantity, l.unit_price_minor, c.currency AS cart_currency,
      v.sku, v.title, v.price_minor, v.currency, v.is_published, a.available
    FROM cart_line l JOIN cart c ON c.id = l.cart_id
    LEFT JOIN variant v ON v.tenant_id = l.tenant_id AND v.variant_id = l.variant_id
    LEFT JOIN variant_availability a ON a.tenant_id = l.tenant_id AND a.variant_id = l.variant_id
    WHERE l.tenant_id = ${tenantId} AND l.cart_id = ANY(${[...cartIds]}) ORDER BY l.cart_id, l.id`);
  return rows.map(toCartLine);
}

/** Adds the cart; a customer who has one keeps it. */
export async function insertCart(tx: Tx, cart: Cart): Promise<void> {
  await tx.cart.createMany({ data: [cart], skipDuplicates: true });
}

/** Writes what a change of the lines does to the cart itself; the caller holds its lock. */
export async function touchCart(tx: Tx, cart: Cart): Promise<void> {
  await tx.$executeRaw`/* touchCart */
    UPDATE cart SET currency = ${cart.currency}, version = ${cart.version}, updated_at = ${cart.updatedAt}
    WHERE id = ${cart.id}`;
}

export async function insertCartLine(
  tx: Tx,
  { id: cartId, tenantId }: Cart,
  { id, variantId, quantity, price }: { id: string; variantId: string; quantity: number; price: Money },
): Promise<void> {
  const unitPriceMinor = price.amountMinor;
  await tx.cartLine.createMany({ data: [{ id, tenantId, cartId, variantId, quantity, unitPriceMinor }] });
}

export async function setLineQuantity(tx: Tx, lineId: string, quantity: number): Promise<void> {
  await tx.$executeRaw`/* setLineQuantity */
    UPDATE cart_line SET quantity = ${quantity} WHERE id = ${lineId}`;
}

export async function deleteCartLines(
  tx: Tx,
  cartId: string,
  lineIds: readonly string[] | 'all',
): Promise<void> {
  await tx.cartLine.deleteMany({
    where: { cartId, ...(lineIds === 'all' ? {} : { id: { in: [...lineIds] } }) },
  });
}

/** The customer sees the current prices with the answer to a change: from now on those count. */
export async function saveSeenPrices(tx: Tx, cart: PricedCart): Promise<void> {
  const changed = cart.lines.filter((line) => line.seenPrice.amountMinor !== line.unitPrice.amountMinor);
  if (changed.length === 0) return;
  await tx.$executeRaw`/* saveSeenPrices */
    UPDATE cart_line l SET unit_price_minor = seen.price::bigint
    FROM unnest(${changed.map((line) => line.id)}::text[],
      ${changed.map((line) => line.unitPrice.amountMinor.toString())}::text[]) AS seen(id, price)
    WHERE l.id = seen.id`;
}

/** Moves the lines into a cart and ends the one that they came from. */
export async function applyMerge(tx: Tx, into: Cart, from: Cart, merged: MergedLines): Promise<void> {
  await tx.$executeRaw`/* applyMerge */
    UPDATE cart_line SET cart_id = ${into.id} WHERE id = ANY(${[...merged.moved]})`;
  for (const line of merged.raised) await setLineQuantity(tx, line.id, line.quantity);
  await tx.cart.delete({ where: { id: from.id } });
}

const columns = Prisma.sql`c.id, c.tenant_id, c.customer_id, c.token_hash, c.currency, c.version, c.updated_at`;

const toCart = (row: CartRow): Cart => ({
  id: row.id,
  tenantId: row.tenant_id,
  customerId: row.customer_id,
  tokenHash: row.token_hash,
  currency: row.currency,
  version: row.version,
  updatedAt: row.updated_at,
});

const toCartLine = (row: CartLineRow): CartLine => ({
  id: row.id,
  cartId: row.cart_id,
  variantId: row.variant_id,
  quantity: row.quantity,
  seenPrice: money(BigInt(row.unit_price_minor), row.cart_currency),
  offer:
    row.sku === null
      ? null
      : {
          variantId: row.variant_id,
          sku: row.sku,
          title: row.title,
          price: money(BigInt(row.price_minor), row.currency),
          isPublished: row.is_published,
          available: row.available,
        },
});

type BigIntColumn = string | bigint;

type CartRow = {
  id: string;
  tenant_id: string;
  customer_id: string | null;
  token_hash: string | null;
  currency: string;
  version: number;
  updated_at: Date;
};

type CartLineRow = {
  id: string;
  cart_id: string;
  variant_id: string;
  quantity: number;
  unit_price_minor: BigIntColumn;
  cart_currency: string;
  available: number | null;
} & (
  | { sku: string; title: string; price_minor: BigIntColumn; currency: string; is_published: boolean }
  | { sku: null }
);
