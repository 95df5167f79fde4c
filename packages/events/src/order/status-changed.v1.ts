import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';

/** Any visible axis of the order changed. One follows every change, for those who watch it live. */
export const orderStatusChangedV1 = defineEvent({
  type: 'order.status-changed',
  version: 1,
  kind: 'event',
  aggregateType: 'order',
  topic: topics.orderEvents,
  description:
    'Any visible axis of the order changed. One follows every change, for those who watch it live.',
  schema: z.object({
    orderId: z.string(),
    customerId: z.string(),
    version: z.number().int(),
    status: z.string(),
    paymentStatus: z.string(),
    fulfillmentStatus: z.string(),
  }),
});
