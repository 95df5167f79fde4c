// One verb, one file: load under lock → decide → save and outbox in one transaction. Commands come by events;
// who may call by GraphQL is said by `@auth` in the schema. No GraphQL types, no Kafka client, no HTTP.
import { inventoryAvailabilityChangedV1, inventoryLowStockV1 } from '@bazaar/events';
import { outboxMessage, type OutboxMessage } from '@bazaar/messaging';
import type { Tx } from '../data/database.ts';
import { saveStock } from '../data/stock-repository.ts';
import { watchLowStock } from '../domain/low-stock.ts';
import type { StockBook, StockItem } from '../domain/stock-book.ts';

/** Writes what a transaction did to stock, and says what the others must hear of it. */
export async function settleStock(tx: Tx, tenantId: string, book: StockBook, now: Date): Promise<Settlement> {
  const messages: OutboxMessage[] = [];
  const changed: StockItem[] = [];
  for (const item of book.items) {
    const available = book.availableOf(item.variantId);
    if (available === item.available) continue;
    const { isLow, crossed } = watchLowStock(item, available);
    changed.push({ ...item, available, isLow, version: item.version + 1 });
    messages.push(availabilityChanged(tenantId, changed.at(-1)!, now));
    if (crossed) messages.push(lowStock(tenantId, changed.at(-1)!));
  }
  const changes = { movements: book.movements(), levels: book.changedLevels(), items: changed };
  const movementIds = await saveStock(tx, tenantId, changes, now);
  return { movementIds, messages };
}

export const availabilityChanged = (
  tenantId: string,
  { variantId, available, version }: StockItem,
  now: Date,
): OutboxMessage =>
  outboxMessage(
    inventoryAvailabilityChangedV1,
    variantId,
    { variantId, available, version, updatedAt: now.toISOString() },
    { tenantId },
  );

const lowStock = (tenantId: string, { variantId, available, lowStockThreshold }: StockItem): OutboxMessage =>
  outboxMessage(
    inventoryLowStockV1,
    variantId,
    { variantId, available, threshold: lowStockThreshold },
    { tenantId },
  );

type Settlement = { readonly movementIds: readonly string[]; readonly messages: OutboxMessage[] };
