import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';

/** The hold became an allocation. */
export const inventoryStockCommittedV1 = defineEvent({
  type: 'inventory.stock-committed',
  version: 1,
  kind: 'reply',
  aggregateType: 'order',
  topic: topics.orderReplies,
  description: 'The hold became an allocation.',
  schema: z.object({ orderId: z.string() }),
});
