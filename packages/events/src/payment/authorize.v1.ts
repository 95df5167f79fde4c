import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';
import { moneyPayload } from '../values.ts';

/** Authorise the total of an order on a payment method. */
export const paymentAuthorizeV1 = defineEvent({
  type: 'payment.authorize',
  version: 1,
  kind: 'command',
  aggregateType: 'order',
  topic: topics.paymentCommands,
  producers: ['order'],
  description: 'Authorise the total of an order on a payment method.',
  schema: z.object({
    orderId: z.string(),
    customerId: z.string(),
    paymentMethod: z.string(),
    amount: moneyPayload,
    attempt: z.number().int().positive(),
  }),
});
