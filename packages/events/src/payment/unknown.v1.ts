import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';

/** The outcome is not known yet; the janitor asks the provider. */
export const paymentUnknownV1 = defineEvent({
  type: 'payment.unknown',
  version: 1,
  kind: 'reply',
  aggregateType: 'order',
  topic: topics.orderReplies,
  description: 'The outcome is not known yet; the janitor asks the provider.',
  schema: z.object({ orderId: z.string(), paymentId: z.string() }),
});
