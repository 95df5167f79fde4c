import type { EventEnvelope, PayloadOf, productPublishedV1 } from '@bazaar/events';
import type { Tx } from '../data/database.ts';
import { insertItems } from '../data/stock-repository.ts';

/** Makes the variants of a product known here, without stock. */
export async function knowVariants(
  tx: Tx,
  { tenantId, data }: EventEnvelope<PayloadOf<typeof productPublishedV1>>,
): Promise<void> {
  await insertItems(
    tx,
    tenantId,
    data.variants.map((variant) => variant.variantId),
  );
}
