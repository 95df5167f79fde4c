import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';

/** The order ended: give its held stock back. */
export const inventoryReleaseReservationV1 = defineEvent({
  type: 'inventory.release-reservation',
  version: 1,
  kind: 'command',
  aggregateType: 'order',
  topic: topics.inventoryCommands,
  producers: ['order'],
  description: 'The order ended: give its held stock back.',
  schema: z.object({ orderId: z.string(), reason: z.string() }),
});
