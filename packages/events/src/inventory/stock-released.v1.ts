import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';

/** The hold or allocation of the order is gone. */
export const inventoryStockReleasedV1 = defineEvent({
  type: 'inventory.stock-released',
  version: 1,
  kind: 'reply',
  aggregateType: 'order',
  topic: topics.orderReplies,
  description: 'The hold or allocation of the order is gone.',
  schema: z.object({ orderId: z.string(), cause: z.enum(['RELEASED', 'EXPIRED', 'RESTOCKED', 'NONE_HELD']) }),
});
