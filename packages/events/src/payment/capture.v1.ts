import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';

/** Take the authorised money. */
export const paymentCaptureV1 = defineEvent({
  type: 'payment.capture',
  version: 1,
  kind: 'command',
  aggregateType: 'order',
  topic: topics.paymentCommands,
  producers: ['order'],
  description: 'Take the authorised money.',
  schema: z.object({ orderId: z.string() }),
});
