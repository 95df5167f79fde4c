import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';

/** A product is no longer sold. */
export const productArchivedV1 = defineEvent({
  type: 'product.archived',
  version: 1,
  kind: 'event',
  aggregateType: 'product',
  topic: topics.productEvents,
  description: 'A product is no longer sold.',
  schema: z.object({ productId: z.string(), variantIds: z.array(z.string()) }),
});
