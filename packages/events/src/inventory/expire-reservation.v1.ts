import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';

/** Look whether the hold of an order has run out. */
export const inventoryExpireReservationV1 = defineEvent({
  type: 'inventory.expire-reservation',
  version: 1,
  kind: 'timer',
  aggregateType: 'order',
  topic: topics.inventoryTimers,
  description: 'Look whether the hold of an order has run out.',
  schema: z.object({ orderId: z.string() }),
});
