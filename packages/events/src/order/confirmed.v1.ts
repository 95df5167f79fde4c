import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';
import { moneyPayload } from '../values.ts';

/** Stock is held and the money authorised: the order stands. */
export const orderConfirmedV1 = defineEvent({
  type: 'order.confirmed',
  version: 1,
  kind: 'event',
  aggregateType: 'order',
  topic: topics.orderEvents,
  description: 'Stock is held and the money authorised: the order stands.',
  schema: z.object({
    orderId: z.string(),
    customerId: z.string(),
    number: z.string(),
    total: moneyPayload,
    lines: z.array(
      z.object({ sku: z.string(), title: z.string(), quantity: z.number().int(), total: moneyPayload }),
    ),
  }),
});
