import { money, type Money } from '@bazaar/kit';
import type { Offer } from '../domain/cart.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { readIn, type Tx } from './database.ts';

/** What we know of a variant, or null. */
export async function findOffer(tx: Tx, tenantId: string, variantId: string): Promise<Offer | null> {
  const [row] = await readIn(tx)<OfferRow>(Prisma.sql`/* findOffer */
    SELECT v.variant_id, v.sku, v.title, v.price_minor, v.currency, v.is_published, a.available
    FROM variant v LEFT JOIN variant_availability a
      ON a.tenant_id = v.tenant_id AND a.variant_id = v.variant_id
    WHERE v.tenant_id = ${tenantId} AND v.variant_id = ${variantId}`);
  return row ? toOffer(row) : null;
}

/** Keeps a product's variants as its latest version has them; one that is left out is no longer sold. */
export async function saveProduct(tx: Tx, product: SoldProduct): Promise<void> {
  const { tenantId, productId, version, variants } = product;
  await tx.$executeRaw`/* saveProduct */
    INSERT INTO variant AS v
      (tenant_id, variant_id, product_id, product_version, sku, title, price_minor, currency, is_published)
    SELECT ${tenantId}, sold.id, ${productId}, ${version}, sold.sku, sold.title, sold.price::bigint,
      sold.currency, TRUE
    FROM unnest(${variants.map((each) => each.variantId)}::text[], ${variants.map((each) => each.sku)}::text[],
      ${variants.map((each) => each.title)}::text[],
      ${variants.map((each) => each.price.amountMinor.toString())}::text[],
      ${variants.map((each) => each.price.currency)}::text[]) AS sold(id, sku, title, price, currency)
    ON CONFLICT (tenant_id, variant_id) DO UPDATE SET product_id = excluded.product_id,
      product_version = excluded.product_version, sku = excluded.sku, title = excluded.title,
      price_minor = excluded.price_minor, currency = excluded.currency, is_published = TRUE
    WHERE v.product_version <= excluded.product_version`;
  await tx.$executeRaw`/* saveProduct */
    UPDATE variant SET is_published = FALSE
    WHERE tenant_id = ${tenantId} AND product_id = ${productId} AND product_version < ${version}`;
}

export async function savePrice(tx: Tx, tenantId: string, variantId: string, price: Money): Promise<void> {
  await tx.$executeRaw`/* savePrice */
    UPDATE variant SET price_minor = ${price.amountMinor}, currency = ${price.currency}
    WHERE tenant_id = ${tenantId} AND variant_id = ${variantId}`;
}

export async function unpublish(tx: Tx, tenantId: string, productId: string): Promise<void> {
  await tx.$executeRaw`/* unpublish */
    UPDATE variant SET is_published = FALSE WHERE tenant_id = ${tenantId} AND product_id = ${productId}`;
}

/** Keeps the newest word on a variant's stock; an older version that comes late changes nothing. */
export async function saveAvailability(tx: Tx, availability: VariantAvailability): Promise<void> {
  const { tenantId, variantId, available, version } = availability;
  await tx.$executeRaw`/* saveAvailability */
    INSERT INTO variant_availability AS a (tenant_id, variant_id, available, version)
    VALUES (${tenantId}, ${variantId}, ${available}, ${version})
    ON CONFLICT (tenant_id, variant_id) DO UPDATE SET available = excluded.available, version = excluded.version
    WHERE a.version < excluded.version`;
}

const toOffer = (row: OfferRow): Offer => ({
  variantId: row.variant_id,
  sku: row.sku,
  title: row.title,
  price: money(BigInt(row.price_minor), row.currency),
  isPublished: row.is_published,
  available: row.available,
});

export type SoldProduct = {
  tenantId: string;
  productId: string;
  version: number;
  variants: readonly { variantId: string; sku: string; title: string; price: Money }[];
};

export type VariantAvailability = {
  tenantId: string;
  variantId: string;
  available: number;
  version: number;
};

type OfferRow = {
  variant_id: string;
  sku: string;
  title: string;
  price_minor: bigint;
  currency: string;
  is_published: boolean;
  available: number | null;
};
