import type {
  EventEnvelope,
  PayloadOf,
  productArchivedV1,
  productPriceChangedV1,
  productPublishedV1,
} from '@bazaar/events';
import { fromMoneyPayload } from '@bazaar/kit';
import type { Tx } from '../data/database.ts';
import { savePrice, saveProduct, unpublish } from '../data/variant-repository.ts';

// Our own copy of what is sold and at which price, so that a cart never asks the catalogue.

export async function recordProduct(
  tx: Tx,
  { tenantId, data }: EventEnvelope<PayloadOf<typeof productPublishedV1>>,
): Promise<void> {
  await saveProduct(tx, {
    tenantId,
    productId: data.productId,
    version: data.version,
    variants: data.variants.map(({ variantId, sku, title, price }) => ({
      variantId,
      sku,
      title: lineTitle(data.title, title),
      price: fromMoneyPayload(price),
    })),
  });
}

export async function recordPrice(
  tx: Tx,
  { tenantId, data }: EventEnvelope<PayloadOf<typeof productPriceChangedV1>>,
): Promise<void> {
  await savePrice(tx, tenantId, data.variantId, fromMoneyPayload(data.to));
}

export async function recordArchived(
  tx: Tx,
  { tenantId, data }: EventEnvelope<PayloadOf<typeof productArchivedV1>>,
): Promise<void> {
  await unpublish(tx, tenantId, data.productId);
}

/** What stands on an order: the product, and which of its variants. */
const lineTitle = (product: string, variant: string): string =>
  product === variant ? product : `${product} – ${variant}`;
