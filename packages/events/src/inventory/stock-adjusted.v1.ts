import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';

/** Somebody counted or corrected stock. */
export const inventoryStockAdjustedV1 = defineEvent({
  type: 'inventory.stock-adjusted',
  version: 1,
  kind: 'event',
  aggregateType: 'variant',
  topic: topics.inventoryEvents,
  description: 'Somebody counted or corrected stock.',
  schema: z.object({
    variantId: z.string(),
    locationId: z.string(),
    delta: z.number().int(),
    onHandAfter: z.number().int(),
    reason: z.string().nullish(),
  }),
});
