import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';

/** The order is confirmed: turn its hold into an allocation. */
export const inventoryCommitReservationV1 = defineEvent({
  type: 'inventory.commit-reservation',
  version: 1,
  kind: 'command',
  aggregateType: 'order',
  topic: topics.inventoryCommands,
  producers: ['order'],
  description: 'The order is confirmed: turn its hold into an allocation.',
  schema: z.object({ orderId: z.string() }),
});
