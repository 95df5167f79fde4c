import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';

/** Nothing is held or kept: voided, refunded, or never charged. */
export const paymentCanceledV1 = defineEvent({
  type: 'payment.canceled',
  version: 1,
  kind: 'reply',
  aggregateType: 'order',
  topic: topics.orderReplies,
  description: 'Nothing is held or kept: voided, refunded, or never charged.',
  schema: z.object({
    orderId: z.string(),
    paymentId: z.string().nullable(),
    outcome: z.enum(['VOIDED', 'REFUNDED', 'NOTHING_HELD']),
  }),
});
