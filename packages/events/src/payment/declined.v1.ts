import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';

/** The provider said no. */
export const paymentDeclinedV1 = defineEvent({
  type: 'payment.declined',
  version: 1,
  kind: 'reply',
  aggregateType: 'order',
  topic: topics.orderReplies,
  description: 'The provider said no.',
  schema: z.object({ orderId: z.string(), paymentId: z.string(), reason: z.string() }),
});
