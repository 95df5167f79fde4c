import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';

/** Sessions were ended: their access tokens are refused from now on. */
export const userSessionRevokedV1 = defineEvent({
  type: 'user.session-revoked',
  version: 1,
  kind: 'event',
  aggregateType: 'user',
  topic: topics.userEvents,
  description: 'Sessions were ended: their access tokens are refused from now on.',
  schema: z.object({ userId: z.string(), sessionIds: z.array(z.string()), refusedUntil: z.iso.datetime() }),
});
