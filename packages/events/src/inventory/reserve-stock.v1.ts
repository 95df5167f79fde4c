import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';
import { stockLinePayload } from '../values.ts';

/** Hold stock for an order until it is committed, released or expires. */
export const inventoryReserveStockV1 = defineEvent({
  type: 'inventory.reserve-stock',
  version: 1,
  kind: 'command',
  aggregateType: 'order',
  topic: topics.inventoryCommands,
  producers: ['order'],
  description: 'Hold stock for an order until it is committed, released or expires.',
  schema: z.object({
    orderId: z.string(),
    lines: z.array(stockLinePayload).min(1),
    expiresAt: z.iso.datetime(),
  }),
});
