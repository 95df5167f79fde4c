import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';

/** Keep the stock of an order held for longer. */
export const inventoryExtendReservationV1 = defineEvent({
  type: 'inventory.extend-reservation',
  version: 1,
  kind: 'command',
  aggregateType: 'order',
  topic: topics.inventoryCommands,
  producers: ['order'],
  description: 'Keep the stock of an order held for longer.',
  schema: z.object({ orderId: z.string(), expiresAt: z.iso.datetime() }),
});
