import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';
import { moneyPayload } from '../values.ts';

/** The money is held. */
export const paymentAuthorizedV1 = defineEvent({
  type: 'payment.authorized',
  version: 1,
  kind: 'reply',
  aggregateType: 'order',
  topic: topics.orderReplies,
  description: 'The money is held.',
  schema: z.object({ orderId: z.string(), paymentId: z.string(), amount: moneyPayload }),
});
