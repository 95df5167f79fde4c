import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';
import { moneyPayload } from '../values.ts';

/** An order was placed and waits for stock and payment. */
export const orderPlacedV1 = defineEvent({
  type: 'order.placed',
  version: 1,
  kind: 'event',
  aggregateType: 'order',
  topic: topics.orderEvents,
  description: 'An order was placed and waits for stock and payment.',
  schema: z.object({
    orderId: z.string(),
    customerId: z.string(),
    total: moneyPayload,
    lines: z.array(
      z.object({
        variantId: z.string(),
        sku: z.string(),
        title: z.string(),
        quantity: z.number().int(),
        unitPrice: moneyPayload,
      }),
    ),
  }),
});
