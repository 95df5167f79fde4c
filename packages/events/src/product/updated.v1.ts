import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';
import { moneyPayload } from '../values.ts';

/** A published product changed; the whole of it is told again. */
export const productUpdatedV1 = defineEvent({
  type: 'product.updated',
  version: 1,
  kind: 'event',
  aggregateType: 'product',
  topic: topics.productEvents,
  description: 'A published product changed; the whole of it is told again.',
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
