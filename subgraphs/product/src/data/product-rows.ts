import { money } from '@bazaar/kit';
import type { Product, ProductStatus, ProductVariant } from '../domain/product.ts';
import { Prisma } from '../generated/prisma/client.ts';

export const productColumns = Prisma.sql`p.id, p.tenant_id, p.slug, p.title, p.description, p.status,
  p.category_id, p.price_from_minor, p.currency, p.version, p.created_at, p.updated_at`;

export const variantColumns = Prisma.sql`v.id, v.product_id, v.sku, v.title, v.price_minor, v.currency`;

export const toProduct = (row: ProductRow): Product => ({
  id: row.id,
  tenantId: row.tenant_id,
  slug: row.slug,
  title: row.title,
  description: row.description,
  status: row.status,
  categoryId: row.category_id,
  priceFrom: money(BigInt(row.price_from_minor), row.currency),
  version: row.version,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});

export const toVariant = (row: VariantRow): ProductVariant => ({
  id: row.id,
  productId: row.product_id,
  sku: row.sku,
  title: row.title,
  price: money(BigInt(row.price_minor), row.currency),
});

/** BIGINT comes as a string from the driver and as a bigint from Prisma. */
type BigIntColumn = string | bigint;

export type ProductRow = {
  id: string;
  tenant_id: string;
  slug: string;
  title: string;
  description: string;
  status: ProductStatus;
  category_id: string | null;
  price_from_minor: BigIntColumn;
  currency: string;
  version: number;
  created_at: Date;
  updated_at: Date;
};

export type VariantRow = {
  id: string;
  product_id: string;
  sku: string;
  title: string;
  price_minor: BigIntColumn;
  currency: string;
};
