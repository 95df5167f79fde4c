import { productPublishedV1 } from '@bazaar/events';
import { implementHandler } from '@bazaar/messaging';
import type { Tx } from '../data/database.ts';
import { rememberProduct } from '../usecases/remember-product.ts';

export const onProductPublished = implementHandler(productPublishedV1, (tx: Tx, { tenantId, data }) =>
  rememberProduct(tx, tenantId, data.productId),
);
