import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';

/** A step of the checkout took too long, unless it ended meanwhile. */
export const orderSagaTimeoutV1 = defineEvent({
  type: 'order.saga-timeout',
  version: 1,
  kind: 'timer',
  aggregateType: 'order',
  topic: topics.orderTimers,
  description: 'A step of the checkout took too long, unless it ended meanwhile.',
  schema: z.object({ orderId: z.string(), step: z.string(), attempt: z.number().int() }),
});
