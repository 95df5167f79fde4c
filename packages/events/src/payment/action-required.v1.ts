import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';

/** The customer must act, e.g. pass 3-D Secure. */
export const paymentActionRequiredV1 = defineEvent({
  type: 'payment.action-required',
  version: 1,
  kind: 'reply',
  aggregateType: 'order',
  topic: topics.orderReplies,
  description: 'The customer must act, e.g. pass 3-D Secure.',
  schema: z.object({ orderId: z.string(), paymentId: z.string(), url: z.string() }),
});
