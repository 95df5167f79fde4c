import { productPublishedV1, productUpdatedV1 } from '@bazaar/events';
import { implementHandler } from '@bazaar/messaging';
import type { Tx } from '../data/database.ts';
import { knowVariants } from '../usecases/know-variants.ts';

export const onProductPublished = implementHandler(productPublishedV1, (tx: Tx, event) =>
  knowVariants(tx, event),
);

export const onProductUpdated = implementHandler(productUpdatedV1, (tx: Tx, event) =>
  knowVariants(tx, event),
);
