import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';

/** All lines of the order are held. */
export const inventoryStockReservedV1 = defineEvent({
  type: 'inventory.stock-reserved',
  version: 1,
  kind: 'reply',
  aggregateType: 'order',
  topic: topics.orderReplies,
  description: 'All lines of the order are held.',
  schema: z.object({ orderId: z.string(), expiresAt: z.iso.datetime() }),
});
