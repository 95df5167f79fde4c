import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';

/** Undo the payment: void what is authorised, refund what is captured, and whatever succeeds late. */
export const paymentCancelV1 = defineEvent({
  type: 'payment.cancel',
  version: 1,
  kind: 'command',
  aggregateType: 'order',
  topic: topics.paymentCommands,
  producers: ['order'],
  description:
    'Undo the payment: void what is authorised, refund what is captured, and whatever succeeds late.',
  schema: z.object({ orderId: z.string(), reason: z.string() }),
});
