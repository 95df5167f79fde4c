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

/** Variants of one transaction. */
const portion = 500;

/**
 * Receives the demonstration stock of the variants in three locations, with ledger and events as for any delivery.
 * Variants that were received stay as they are: a seed that was ended goes on, and a longer list adds to it.
 */
export async function seedStock(
  app: Pick<App, 'db' | 'nudge' | 'now'>,
  variantIds: readonly string[],
  { tenantId = defaultTenantId, onProgress }: { tenantId?: string; onProgress?: (done: number) => void } = {},
): Promise<void> {
  const deliveries = variantIds.map((variantId, index) => ({ variantId, quantities: seedQuantities(index) }));
  for (let from = 0; from < deliveries.length; from += portion) {
    const some = deliveries.slice(from, from + portion);
    await receive(app, tenantId, some);
    app.nudge();
    onProgress?.(from + some.length);
  }
}

async function receive(
  app: Pick<App, 'db' | 'now'>,
  tenantId: string,
  deliveries: readonly Delivery[],
): Promise<void> {
  await app.db.transaction(async (tx, sql) => {
    await tx.$queryRaw`/* seedStock */ SELECT pg_advisory_xact_lock(hashtextextended('seed', 0))::text`;
    const open = await notReceived(tx, tenantId, deliveries);
    if (open.length === 0) return;
    const now = app.now();
    const locations = seedLocations.map((location) => ({ ...location, tenantId }));
    await tx.stockLocation.createMany({ data: locations, skipDuplicates: true });
    const items = open.map(({ variantId, quantities }) => itemOf(variantId, sum(quantities)));
    await insertItems(
      tx,
      tenantId,
      items.map(({ variantId }) => variantId),
    );
    await insertLevels(tx, tenantId, open, now);
    await saveStock(tx, tenantId, { movements: [], levels: [], items }, now);
    await addToOutbox(
      sql,
      items.map((item) => availabilityChanged(tenantId, item, now)),
    );
  });
}

/** A variant of which there is nothing is told only with the others of its portion. */
async function notReceived(tx: Tx, tenantId: string, deliveries: readonly Delivery[]): Promise<Delivery[]> {
  const variantIds = deliveries.map(({ variantId }) => variantId);
  const levels = await tx.stockLevel.findMany({
    where: { tenantId, variantId: { in: variantIds } },
    select: { variantId: true },
  });
  const received = new Set(levels.map(({ variantId }) => variantId));
  const open = deliveries.filter(({ variantId }) => !received.has(variantId));
  return open.some(({ quantities }) => sum(quantities) > 0) ? open : [];
}

async function insertLevels(tx: Tx, tenantId: string, open: readonly Delivery[], now: Date): Promise<void> {
  const deliveries = open.flatMap(({ variantId, quantities }) =>
    quantities.flatMap((quantity, place) =>
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

type Delivery = { variantId: string; quantities: readonly number[] };

const lowStockThreshold = 5;
const itemOf = (variantId: string, available: number): StockItem => ({
  variantId,
  available,
  version: 1,
  lowStockThreshold,
  isLow: available <= lowStockThreshold,
});

const sum = (quantities: readonly number[]) => quantities.reduce((total, each) => total + each, 0);
