import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';
import { moneyPayload } from '../values.ts';

/** A product is on sale, with its variants and their prices. */
export const productPublishedV1 = defineEvent({
  type: 'product.published',
  version: 1,
  kind: 'event',
  aggregateType: 'product',
  topic: topics.productEvents,
  description: 'A product is on sale, with its variants and their prices.',
  schema: z.object({
    productId: z.string(),
    version: z.number().int(),
    title: z.string(),
    slug: z.string(),
    variants: z.array(
      z.object({ variantId: z.string(), sku: z.string(), title: z.string(), price: moneyPayload }),
    ),
  }),
});
