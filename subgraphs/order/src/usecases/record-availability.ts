import type { EventEnvelope, PayloadOf, inventoryAvailabilityChangedV1 } from '@bazaar/events';
import type { Tx } from '../data/database.ts';
import { saveAvailability } from '../data/variant-repository.ts';

/** Keeps our own copy of what can be sold, so that a cart never asks inventory. */
export async function recordAvailability(
  tx: Tx,
  { tenantId, data }: EventEnvelope<PayloadOf<typeof inventoryAvailabilityChangedV1>>,
): Promise<void> {
  await saveAvailability(tx, {
    tenantId,
    variantId: data.variantId,
    available: data.available,
    version: data.version,
  });
}
