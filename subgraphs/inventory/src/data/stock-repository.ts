import { newId } from '@bazaar/kit';
import { createStockBook, type StockBook, type StockItem } from '../domain/stock-book.ts';
import type { Movement, StockLevel } from '../domain/stock-level.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { readIn, type Tx } from './database.ts';

/**
 * Locks all stock of the variants, until the end of the transaction, and opens the book on it:
 * 1. the items, by variant: whoever changes anything of a variant waits here, also for levels that don't exist yet;
 * 2. the levels, by variant and location, so that no two transactions wait for each other;
 * 3. holds that ran out give way, though nobody swept them yet. Their reservations need no lock: lines of a variant
 *    are touched only under the lock of its item, and who commits such a reservation looks what is left of it.
 */
export async function openStock(
  tx: Tx,
  tenantId: string,
  variantIds: readonly string[],
  now: Date,
  { createLevelAt }: { createLevelAt?: string } = {},
): Promise<StockBook> {
  const ids = [...variantIds];
  const items = await readIn(tx)<ItemRow>(Prisma.sql`/* openStock items */
    SELECT variant_id, available, version, low_stock_threshold, is_low FROM stock_item
    WHERE tenant_id = ${tenantId} AND variant_id = ANY(${ids}) ORDER BY variant_id FOR UPDATE`);
  if (createLevelAt) {
    await tx.stockLevel.createMany({
      data: items.map((item) => ({ tenantId, variantId: item.variant_id, locationId: createLevelAt })),
      skipDuplicates: true,
    });
  }
  const levels = await readIn(tx)<LevelRow>(Prisma.sql`/* openStock levels */
    SELECT l.*, o.priority FROM stock_level l JOIN stock_location o ON o.id = l.location_id
    WHERE l.tenant_id = ${tenantId} AND l.variant_id = ANY(${ids})
    ORDER BY l.variant_id, l.location_id FOR UPDATE OF l`);
  levels.sort((a, b) => a.priority - b.priority || (a.location_id < b.location_id ? -1 : 1));
  const book = createStockBook(items.map(toItem), levels.map(toLevel));
  for (const line of await deleteExpiredLines(tx, tenantId, ids, now)) book.post('EXPIRED', line);
  return book;
}

async function deleteExpiredLines(tx: Tx, tenantId: string, variantIds: readonly string[], now: Date) {
  const rows = await readIn(tx)<LineRow>(Prisma.sql`/* openStock expired */
    DELETE FROM reservation_line x USING stock_reservation r
    WHERE x.tenant_id = ${tenantId} AND x.variant_id = ANY(${[...variantIds]})
      AND r.tenant_id = x.tenant_id AND r.order_id = x.order_id
      AND r.status = 'ACTIVE' AND r.expires_at <= ${now}::timestamptz
    RETURNING x.order_id, x.variant_id, x.location_id, x.quantity`);
  return rows.map((row) => ({
    orderId: row.order_id,
    variantId: row.variant_id,
    locationId: row.location_id,
    quantity: row.quantity,
  }));
}

/**
 * Writes balances, ledger and what the others are told of each variant, in one statement: this is the hottest path.
 * Answers the ids of the movements, in their order.
 */
export async function saveStock(
  tx: Tx,
  tenantId: string,
  { movements, levels, items }: StockChanges,
  now: Date,
): Promise<string[]> {
  if (movements.length === 0 && items.length === 0) return [];
  const entries = movements.map((movement) => ({
    ...movement,
    id: newId('StockMovement', now.getTime()),
  }));
  await tx.$executeRaw`/* saveStock */
    WITH level AS (
      UPDATE stock_level l SET on_hand = c."onHand", reserved = c.reserved, allocated = c.allocated,
        backordered = c.backordered, version = l.version + 1, updated_at = ${now}::timestamptz
      FROM jsonb_to_recordset(${JSON.stringify(levels)}::jsonb)
        AS c("variantId" text, "locationId" text, "onHand" int, reserved int, allocated int, backordered int)
      WHERE l.tenant_id = ${tenantId} AND l.variant_id = c."variantId" AND l.location_id = c."locationId"
    ), item AS (
      UPDATE stock_item i SET available = c.available, version = c.version, is_low = c."isLow",
        updated_at = ${now}::timestamptz
      FROM jsonb_to_recordset(${JSON.stringify(items)}::jsonb)
        AS c("variantId" text, available int, version int, "isLow" boolean)
      WHERE i.tenant_id = ${tenantId} AND i.variant_id = c."variantId"
    )
    INSERT INTO stock_movement (id, tenant_id, variant_id, location_id, kind, quantity, on_hand_after,
      order_id, reason, created_at)
    SELECT m.entry->>'id', ${tenantId}, m.entry->>'variantId', m.entry->>'locationId', m.entry->>'kind',
      (m.entry->>'quantity')::int, (m.entry->>'onHandAfter')::int, m.entry->>'orderId', m.entry->>'reason',
      ${now}::timestamptz
    FROM jsonb_array_elements(${JSON.stringify(entries)}::jsonb) WITH ORDINALITY AS m(entry, nth) ORDER BY m.nth`;
  return entries.map((entry) => entry.id);
}

/** Makes the variants known; those that are known already stay as they are. */
export async function insertItems(tx: Tx, tenantId: string, variantIds: readonly string[]): Promise<void> {
  await tx.stockItem.createMany({
    data: [...variantIds].sort().map((variantId) => ({ tenantId, variantId })),
    skipDuplicates: true,
  });
}

export async function hasLocation(tx: Tx, tenantId: string, locationId: string): Promise<boolean> {
  return (await tx.stockLocation.count({ where: { tenantId, id: locationId } })) > 0;
}

export const toLevel = (row: Omit<LevelRow, 'priority'>): StockLevel => ({
  tenantId: row.tenant_id,
  variantId: row.variant_id,
  locationId: row.location_id,
  onHand: row.on_hand,
  reserved: row.reserved,
  allocated: row.allocated,
  incoming: row.incoming,
  backordered: row.backordered,
  safety: row.safety,
  version: row.version,
});

const toItem = (row: ItemRow): StockItem => ({
  variantId: row.variant_id,
  available: row.available,
  version: row.version,
  lowStockThreshold: row.low_stock_threshold,
  isLow: row.is_low,
});

type StockChanges = {
  readonly movements: readonly Movement[];
  readonly levels: readonly StockLevel[];
  readonly items: readonly StockItem[];
};

type ItemRow = {
  variant_id: string;
  available: number;
  version: number;
  low_stock_threshold: number;
  is_low: boolean;
};

export type LevelRow = {
  tenant_id: string;
  variant_id: string;
  location_id: string;
  on_hand: number;
  reserved: number;
  allocated: number;
  incoming: number;
  backordered: number;
  safety: number;
  version: number;
  priority: number;
};

type LineRow = { order_id: string; variant_id: string; location_id: string; quantity: number };
