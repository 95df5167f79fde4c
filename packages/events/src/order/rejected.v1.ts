import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';

/** The order could not be fulfilled; nothing stays held or authorised. */
export const orderRejectedV1 = defineEvent({
  type: 'order.rejected',
  version: 1,
  kind: 'event',
  aggregateType: 'order',
  topic: topics.orderEvents,
  description: 'The order could not be fulfilled; nothing stays held or authorised.',
  schema: z.object({ orderId: z.string(), customerId: z.string(), reason: z.string() }),
});
