import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';

/** Not all lines could be held; nothing is. */
export const inventoryStockRejectedV1 = defineEvent({
  type: 'inventory.stock-rejected',
  version: 1,
  kind: 'reply',
  aggregateType: 'order',
  topic: topics.orderReplies,
  description: 'Not all lines could be held; nothing is.',
  schema: z.object({
    orderId: z.string(),
    shortages: z.array(
      z.object({ variantId: z.string(), requested: z.number().int(), available: z.number().int() }),
    ),
  }),
});
