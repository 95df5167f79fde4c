import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';

/** The provider refused the capture for good. */
export const paymentCaptureFailedV1 = defineEvent({
  type: 'payment.capture-failed',
  version: 1,
  kind: 'reply',
  aggregateType: 'order',
  topic: topics.orderReplies,
  description: 'The provider refused the capture for good.',
  schema: z.object({ orderId: z.string(), paymentId: z.string(), reason: z.string() }),
});
