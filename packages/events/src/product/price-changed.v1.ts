import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';
import { moneyPayload } from '../values.ts';

/** The price of one variant changed. */
export const productPriceChangedV1 = defineEvent({
  type: 'product.price-changed',
  version: 1,
  kind: 'event',
  aggregateType: 'product',
  topic: topics.productEvents,
  description: 'The price of one variant changed.',
  schema: z.object({ productId: z.string(), variantId: z.string(), from: moneyPayload, to: moneyPayload }),
});
