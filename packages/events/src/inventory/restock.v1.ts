import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';

/** A confirmed order was canceled before it left: give its allocated stock back. */
export const inventoryRestockV1 = defineEvent({
  type: 'inventory.restock',
  version: 1,
  kind: 'command',
  aggregateType: 'order',
  topic: topics.inventoryCommands,
  producers: ['order'],
  description: 'A confirmed order was canceled before it left: give its allocated stock back.',
  schema: z.object({ orderId: z.string(), reason: z.string() }),
});
