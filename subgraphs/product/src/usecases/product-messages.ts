import {
  productArchivedV1,
  productPriceChangedV1,
  productPublishedV1,
  productUpdatedV1,
} from '@bazaar/events';
import { toMoneyPayload, type Money } from '@bazaar/kit';
import { outboxMessage } from '@bazaar/messaging';
import type { Product, ProductVariant } from '../domain/product.ts';

// What the catalogue tells the others. Drafts are nobody's business.

export const published = (product: Product, variants: readonly ProductVariant[]) =>
  outboxMessage(productPublishedV1, product.id, snapshot(product, variants), contextOf(product));

export const updated = (product: Product, variants: readonly ProductVariant[]) =>
  outboxMessage(productUpdatedV1, product.id, snapshot(product, variants), contextOf(product));

export const archived = (product: Product, variants: readonly ProductVariant[]) =>
  outboxMessage(
    productArchivedV1,
    product.id,
    { productId: product.id, variantIds: variants.map((variant) => variant.id) },
    contextOf(product),
  );

export const priceChanged = (product: Product, variant: ProductVariant, from: Money) =>
  outboxMessage(
    productPriceChangedV1,
    product.id,
    {
      productId: product.id,
      variantId: variant.id,
      from: toMoneyPayload(from),
      to: toMoneyPayload(variant.price),
    },
    contextOf(product),
  );

const snapshot = (product: Product, variants: readonly ProductVariant[]) => ({
  productId: product.id,
  version: product.version,
  title: product.title,
  slug: product.slug,
  variants: variants.map(({ id, sku, title, price }) => ({
    variantId: id,
    sku,
    title,
    price: toMoneyPayload(price),
  })),
});

const contextOf = ({ tenantId }: Product) => ({ tenantId });
