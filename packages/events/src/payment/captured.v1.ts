import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';
import { moneyPayload } from '../values.ts';

/** The money is taken. */
export const paymentCapturedV1 = defineEvent({
  type: 'payment.captured',
  version: 1,
  kind: 'reply',
  aggregateType: 'order',
  topic: topics.orderReplies,
  description: 'The money is taken.',
  schema: z.object({ orderId: z.string(), paymentId: z.string(), amount: moneyPayload }),
});
