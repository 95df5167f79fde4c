import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';

/** A person registered. */
export const userRegisteredV1 = defineEvent({
  type: 'user.registered',
  version: 1,
  kind: 'event',
  aggregateType: 'user',
  topic: topics.userEvents,
  description: 'A person registered.',
  schema: z.object({ userId: z.string(), email: z.string(), name: z.string(), locale: z.string() }),
});
