import { defaultTenantId, newId } from '@bazaar/kit';
import { addToOutbox } from '@bazaar/messaging';
import type { App } from '../context.ts';
import type { Tx } from '../data/database.ts';
import { insertItems, saveStock } from '../data/stock-repository.ts';
import type { StockItem } from '../domain/stock-book.ts';
import { availabilityChanged } from '../usecases/settle-stock.ts';
import { lastUnitIndex, outOfStockEvery, seedLocations, seedQuantities } from './plan.ts';

export { seedLocations } from './plan.ts';

/** Of this one there is exactly one unit. */
export const lastUnitVariantId = (variantIds: readonly string[]): string => variantIds[lastUnitIndex]!;
/** Of these there is nothing. */
export const outOfStockVariantIds = (variantIds: readonly string[]): string[] =>
  variantIds.filter((_, index) => index % outOfStockEvery === outOfStockEvery - 1);

/**
 * Receives the demonstration stock of the variants in three locations, with ledger and events as for any delivery.
 * A shop that has locations stays as it is.
 */
export async function seedStock(
  app: Pick<App, 'db' | 'nudge' | 'now'>,
  variantIds: readonly string[],
  { tenantId = defaultTenantId } = {},
): Promise<void> {
  await app.db.transaction(async (tx, sql) => {
    const locations = seedLocations.map((location) => ({ ...location, tenantId }));
    const { count } = await tx.stockLocation.createMany({ data: locations, skipDuplicates: true });
    if (count === 0) return;
    const now = app.now();
    await insertItems(tx, tenantId, variantIds);
    await receive(tx, tenantId, variantIds, now);
    const items = variantIds.map((variantId, index) => itemOf(variantId, sum(seedQuantities(index))));
    await saveStock(tx, tenantId, { movements: [], levels: [], items }, now);
    await addToOutbox(
      sql,
      items.map((item) => availabilityChanged(tenantId, item, now)),
    );
  });
  app.nudge();
}

async function receive(tx: Tx, tenantId: string, variantIds: readonly string[], now: Date): Promise<void> {
  const deliveries = variantIds.flatMap((variantId, index) =>
    seedQuantities(index).flatMap((quantity, place) =>
      quantity > 0 ? [{ tenantId, variantId, locationId: seedLocations[place]!.id, quantity }] : [],
    ),
  );
  await tx.stockLevel.createMany({
    data: deliveries.map(({ quantity, ...level }) => ({ ...level, onHand: quantity, updatedAt: now })),
  });
  await tx.stockMovement.createMany({
    data: deliveries.map((delivery) => ({
      ...delivery,
      id: newId('StockMovement', now.getTime()),
      kind: 'RECEIVED',
      onHandAfter: delivery.quantity,
      reason: 'first delivery',
      createdAt: now,
    })),
  });
}

const lowStockThreshold = 5;
const itemOf = (variantId: string, available: number): StockItem => ({
  variantId,
  available,
  version: 1,
  lowStockThreshold,
  isLow: available <= lowStockThreshold,
});

const sum = (quantities: readonly number[]) => quantities.reduce((total, each) => total + each, 0);
