import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';

/** A person wrote a sample thing. */
export const sampleThingCreatedV1 = defineEvent({
  type: 'sample-thing.created',
  version: 1,
  kind: 'event',
  aggregateType: 'sample-thing',
  topic: topics.sampleThingEvents,
  description: 'A person wrote a sample thing.',
  schema: z.object({ sampleThingId: z.string(), productId: z.string(), authorId: z.string() }),
});
