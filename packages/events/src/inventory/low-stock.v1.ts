import { z } from 'zod';
import { defineEvent } from '../contract.ts';
import { topics } from '../topics.ts';

/** Availability fell to the threshold; told once per crossing. */
export const inventoryLowStockV1 = defineEvent({
  type: 'inventory.low-stock',
  version: 1,
  kind: 'event',
  aggregateType: 'variant',
  topic: topics.inventoryEvents,
  description: 'Availability fell to the threshold; told once per crossing.',
  schema: z.object({ variantId: z.string(), available: z.number().int(), threshold: z.number().int() }),
});
