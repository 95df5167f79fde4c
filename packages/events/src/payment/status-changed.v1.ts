import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';
import { moneyPayload } from '../values.ts';

/** A payment changed; for notifications, analytics and those who watch. */
export const paymentStatusChangedV1 = defineEvent({
  type: 'payment.status-changed',
  version: 1,
  kind: 'event',
  aggregateType: 'payment',
  topic: topics.paymentEvents,
  description: 'A payment changed; for notifications, analytics and those who watch.',
  schema: z.object({
    paymentId: z.string(),
    orderId: z.string(),
    customerId: z.string(),
    status: z.string(),
    amount: moneyPayload,
    refunded: moneyPayload,
  }),
});
