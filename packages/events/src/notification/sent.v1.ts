import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';

/** A message left by a channel. */
export const notificationSentV1 = defineEvent({
  type: 'notification.sent',
  version: 1,
  kind: 'event',
  aggregateType: 'notification',
  topic: topics.notificationEvents,
  description: 'A message left by a channel.',
  schema: z.object({
    notificationId: z.string(),
    userId: z.string(),
    kind: z.string(),
    channel: z.enum(['IN_APP', 'EMAIL']),
  }),
});
