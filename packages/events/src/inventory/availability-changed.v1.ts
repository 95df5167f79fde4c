import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';

/** What can be sold of a variant, over all locations, changed. */
export const inventoryAvailabilityChangedV1 = defineEvent({
  type: 'inventory.availability-changed',
  version: 1,
  kind: 'event',
  aggregateType: 'variant',
  topic: topics.inventoryEvents,
  description: 'What can be sold of a variant, over all locations, changed.',
  schema: z.object({
    variantId: z.string(),
    available: z.number().int(),
    updatedAt: z.iso.datetime(),
    version: z.number().int(),
  }),
});
