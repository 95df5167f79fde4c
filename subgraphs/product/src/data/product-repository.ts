import { toDecimal, type Money } from '@bazaar/kit';
import type { Product, ProductVariant } from '../domain/product.ts';
import type { View } from '../domain/product-filter.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { readIn, type Read, type Tx } from './database.ts';
import { publishedOnly, all } from './product-filter.ts';
import {
  productColumns,
  toProduct,
  toVariant,
  variantColumns,
  type ProductRow,
  type VariantRow,
} from './product-rows.ts';

/** The visible products whose `key` is one of the values, in no order. */
export async function findProducts(
  read: Read,
  view: View,
  key: 'id' | 'slug',
  values: readonly string[],
): Promise<Product[]> {
  const rows = await read<ProductRow>(Prisma.sql`/* findProducts */
    SELECT ${productColumns} FROM product p
    WHERE ${all([isIn('p', key, view.tenantId, values), ...publishedOnly(view)])}`);
  return rows.map(toProduct);
}

/** The variants of visible products whose `key` is one of the values; those of a product in the merchant's order. */
export async function findVariants(
  read: Read,
  view: View,
  key: 'id' | 'sku' | 'product_id',
  values: readonly string[],
): Promise<ProductVariant[]> {
  const rows = await read<VariantRow>(Prisma.sql`/* findVariants */
    SELECT ${variantColumns} FROM product_variant v JOIN product p ON p.id = v.product_id
    WHERE ${all([isIn('v', key, view.tenantId, values), ...publishedOnly(view)])}
    ORDER BY v.product_id, v.position`);
  return rows.map(toVariant);
}

/** The product with its variants, its row locked until the end of the transaction. */
export async function lockProduct(tx: Tx, tenantId: string, id: string): Promise<ProductAggregate | null> {
  const rows = await readIn(tx)<ProductRow>(Prisma.sql`/* lockProduct */
    SELECT ${productColumns} FROM product p WHERE p.tenant_id = ${tenantId} AND p.id = ${id} FOR UPDATE`);
  if (!rows[0]) return null;
  const everything: View = { tenantId, publishedOnly: false };
  return {
    product: toProduct(rows[0]),
    variants: await findVariants(readIn(tx), everything, 'product_id', [id]),
  };
}

export async function findProductIdOfVariant(
  tx: Tx,
  tenantId: string,
  variantId: string,
): Promise<string | null> {
  const row = await tx.productVariant.findFirst({
    where: { tenantId, id: variantId },
    select: { productId: true },
  });
  return row?.productId ?? null;
}

export async function insertProducts(tx: Tx, aggregates: readonly ProductAggregate[]): Promise<void> {
  await tx.product.createMany({
    data: aggregates.map(({ product: { priceFrom, ...columns } }) => ({
      ...columns,
      ...priceColumns(priceFrom),
    })),
  });
  await tx.productVariant.createMany({
    data: aggregates.flatMap(({ product, variants }) =>
      variants.map(({ price, ...columns }, position) => ({
        ...columns,
        tenantId: product.tenantId,
        priceMinor: price.amountMinor,
        currency: price.currency,
        position,
      })),
    ),
  });
}

/** Writes what may change of a product; the caller holds its lock. */
export async function updateProduct(tx: Tx, product: Product): Promise<void> {
  const { title, description, status, categoryId, version, updatedAt } = product;
  await tx.product.update({
    where: { id: product.id },
    data: {
      ...{ title, description, status, categoryId, version, updatedAt },
      ...priceColumns(product.priceFrom),
    },
  });
}

export async function updateVariantPrice(tx: Tx, variantId: string, price: Money): Promise<void> {
  await tx.productVariant.update({ where: { id: variantId }, data: { priceMinor: price.amountMinor } });
}

/**
 * New names are given one transaction at a time in each shop, so that what `findTaken…` answers stays true
 * until the commit. They are rare.
 */
export async function lockNames(tx: Tx, tenantId: string): Promise<void> {
  await tx.$queryRaw`/* lockNames */ SELECT pg_advisory_xact_lock(hashtextextended(${`names:${tenantId}`}, 0))::text`;
}

/** The slugs of products that are the given one, or it with a suffix. */
export async function findTakenProductSlugs(tx: Tx, tenantId: string, slug: string): Promise<Set<string>> {
  const rows = await tx.product.findMany({
    where: { tenantId, OR: [{ slug }, { slug: { startsWith: `${slug}-` } }] },
    select: { slug: true },
  });
  return new Set(rows.map((row) => row.slug));
}

export async function findTakenSkus(tx: Tx, tenantId: string, skus: readonly string[]): Promise<Set<string>> {
  const rows = await tx.productVariant.findMany({
    where: { tenantId, sku: { in: [...skus] } },
    select: { sku: true },
  });
  return new Set(rows.map((row) => row.sku));
}

const priceColumns = (price: Money) => ({
  priceFromMinor: price.amountMinor,
  currency: price.currency,
  priceFrom: toDecimal(price),
});

const isIn = (table: 'p' | 'v', key: string, tenantId: string, values: readonly string[]) =>
  Prisma.sql`${Prisma.raw(table)}.tenant_id = ${tenantId} AND ${Prisma.raw(`${table}.${key}`)} = ANY(${[...values]})`;

/** A product and all of its variants: what is locked, changed and announced together. */
export type ProductAggregate = { readonly product: Product; readonly variants: readonly ProductVariant[] };
