import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';
import { moneyPayload } from '../values.ts';

/** The order was called off; money and stock go back. */
export const orderCanceledV1 = defineEvent({
  type: 'order.canceled',
  version: 1,
  kind: 'event',
  aggregateType: 'order',
  topic: topics.orderEvents,
  description: 'The order was called off; money and stock go back.',
  schema: z.object({
    orderId: z.string(),
    customerId: z.string(),
    number: z.string().nullable(),
    reason: z.string().nullable(),
    total: moneyPayload,
  }),
});
