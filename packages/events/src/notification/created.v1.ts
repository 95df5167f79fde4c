import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';

/** A notification reached a feed. */
export const notificationCreatedV1 = defineEvent({
  type: 'notification.created',
  version: 1,
  kind: 'event',
  aggregateType: 'notification',
  topic: topics.notificationEvents,
  description: 'A notification reached a feed.',
  schema: z.object({ notificationId: z.string(), userId: z.string(), kind: z.string() }),
});
