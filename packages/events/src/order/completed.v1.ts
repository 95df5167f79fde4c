import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';

/** The order is paid and its stock allocated. */
export const orderCompletedV1 = defineEvent({
  type: 'order.completed',
  version: 1,
  kind: 'event',
  aggregateType: 'order',
  topic: topics.orderEvents,
  description: 'The order is paid and its stock allocated.',
  schema: z.object({ orderId: z.string(), customerId: z.string(), number: z.string() }),
});
