import type { EventEnvelope, PayloadOf, inventoryAvailabilityChangedV1 } from '@bazaar/events';
import type { Tx } from '../data/database.ts';
import { saveVariantStock } from '../data/variant-stock-repository.ts';

/** Keeps our own copy of what can be sold, so that lists can be filtered by it without asking inventory. */
export async function recordAvailability(
  tx: Tx,
  { tenantId, data }: EventEnvelope<PayloadOf<typeof inventoryAvailabilityChangedV1>>,
): Promise<void> {
  await saveVariantStock(tx, {
    tenantId,
    variantId: data.variantId,
    available: data.available,
    version: data.version,
  });
}
