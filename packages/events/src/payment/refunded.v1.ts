import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';
import { moneyPayload } from '../values.ts';

/** Money was given back by staff; the running total comes with it. */
export const paymentRefundedV1 = defineEvent({
  type: 'payment.refunded',
  version: 1,
  kind: 'reply',
  aggregateType: 'order',
  topic: topics.orderReplies,
  description: 'Money was given back by staff; the running total comes with it.',
  schema: z.object({
    orderId: z.string(),
    paymentId: z.string(),
    amount: moneyPayload,
    refundedTotal: moneyPayload,
    capturedTotal: moneyPayload,
  }),
});
