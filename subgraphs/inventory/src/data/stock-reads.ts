import type { PageRequest } from '@bazaar/kit';
import { availableOf, type StockLevel } from '../domain/stock-level.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { Read } from './database.ts';
import { toLevel, type LevelRow } from './stock-repository.ts';

/** The levels of the variants, with what can be sold from each: holds that ran out don't count, swept or not. */
export async function findLevels(
  read: Read,
  tenantId: string,
  variantIds: readonly string[],
  now: Date,
): Promise<ReadLevel[]> {
  const rows = await read<LevelRow & { expired: number }>(Prisma.sql`/* findLevels */
    SELECT l.*, COALESCE(e.quantity, 0)::int AS expired FROM stock_level l
    LEFT JOIN (${expiredHolds(tenantId, now)}) e ON e.variant_id = l.variant_id AND e.location_id = l.location_id
    WHERE l.tenant_id = ${tenantId} AND l.variant_id = ANY(${[...variantIds]})
    ORDER BY l.variant_id, l.location_id`);
  return rows.map((row) => {
    const level = toLevel(row);
    return { ...level, available: availableOf(level, row.expired) };
  });
}

/** What can be sold of each variant over all locations; nothing about a variant that is not known. */
export async function findAvailability(
  read: Read,
  tenantId: string,
  variantIds: readonly string[],
  now: Date,
): Promise<Map<string, Availability>> {
  const rows = await read<{ variant_id: string; available: number; updated_at: Date }>(
    Prisma.sql`/* findAvailability */
    SELECT i.variant_id, i.updated_at, COALESCE(sum(GREATEST(0, l.on_hand - l.reserved + COALESCE(e.quantity, 0)
      - l.allocated - l.backordered - l.safety)), 0)::int AS available
    FROM stock_item i
    LEFT JOIN stock_level l ON l.tenant_id = i.tenant_id AND l.variant_id = i.variant_id
    LEFT JOIN (${expiredHolds(tenantId, now)}) e ON e.variant_id = l.variant_id AND e.location_id = l.location_id
    WHERE i.tenant_id = ${tenantId} AND i.variant_id = ANY(${[...variantIds]})
    GROUP BY i.variant_id, i.updated_at`,
  );
  return new Map(
    rows.map((row) => [
      row.variant_id,
      { available: row.available, inStock: row.available > 0, updatedAt: row.updated_at },
    ]),
  );
}

export async function findLocations(
  read: Read,
  tenantId: string,
  ids?: readonly string[],
): Promise<StockLocation[]> {
  return read<StockLocation>(Prisma.sql`/* findLocations */
    SELECT id, name FROM stock_location o
    WHERE o.tenant_id = ${tenantId} AND ${ids ? Prisma.sql`o.id = ANY(${[...ids]})` : Prisma.sql`TRUE`}
    ORDER BY o.priority, o.id`);
}

/** The ledger of a variant, newest first: `limit + 1` entries beyond the position of the page. */
export async function findMovementPage(
  read: Read,
  tenantId: string,
  variantId: string,
  page: PageRequest,
): Promise<StockMovement[]> {
  const before = page.position ? Prisma.sql`m.position < ${page.position[0]}::bigint` : Prisma.sql`TRUE`;
  const rows = await read<MovementRow>(Prisma.sql`/* findMovementPage */
    SELECT ${movementColumns} FROM stock_movement m
    WHERE m.tenant_id = ${tenantId} AND m.variant_id = ${variantId} AND ${before}
    ORDER BY m.position DESC LIMIT ${page.limit + 1}`);
  return rows.map(toMovement);
}

export async function countMovements(read: Read, tenantId: string, variantId: string): Promise<number> {
  const rows = await read<{ count: number }>(Prisma.sql`/* countMovements */
    SELECT count(*)::int AS count FROM stock_movement m
    WHERE m.tenant_id = ${tenantId} AND m.variant_id = ${variantId}`);
  return rows[0]?.count ?? 0;
}

export async function findMovements(
  read: Read,
  tenantId: string,
  ids: readonly string[],
): Promise<StockMovement[]> {
  const rows = await read<MovementRow>(Prisma.sql`/* findMovements */
    SELECT ${movementColumns} FROM stock_movement m
    WHERE m.tenant_id = ${tenantId} AND m.id = ANY(${[...ids]})`);
  return rows.map(toMovement);
}

const expiredHolds = (tenantId: string, now: Date) => Prisma.sql`
  SELECT x.variant_id, x.location_id, sum(x.quantity) AS quantity
  FROM stock_reservation r JOIN reservation_line x ON x.tenant_id = r.tenant_id AND x.order_id = r.order_id
  WHERE r.tenant_id = ${tenantId} AND r.status = 'ACTIVE' AND r.expires_at <= ${now}::timestamptz
  GROUP BY x.variant_id, x.location_id`;

const movementColumns = Prisma.sql`m.position, m.id, m.variant_id, m.location_id, m.kind, m.quantity,
  m.on_hand_after, m.reason, m.created_at`;

const toMovement = (row: MovementRow): StockMovement => ({
  position: String(row.position),
  id: row.id,
  variantId: row.variant_id,
  locationId: row.location_id,
  kind: row.kind,
  quantity: row.quantity,
  onHandAfter: row.on_hand_after,
  reason: row.reason,
  createdAt: row.created_at,
});

type MovementRow = {
  position: string | bigint;
  id: string;
  variant_id: string;
  location_id: string;
  kind: string;
  quantity: number;
  on_hand_after: number;
  reason: string | null;
  created_at: Date;
};

export type ReadLevel = StockLevel & { readonly available: number };
export type Availability = {
  readonly available: number;
  readonly inStock: boolean;
  readonly updatedAt: Date;
};
export type StockLocation = { readonly id: string; readonly name: string };
export type StockMovement = {
  readonly position: string;
  readonly id: string;
  readonly variantId: string;
  readonly locationId: string;
  readonly kind: string;
  readonly quantity: number;
  readonly onHandAfter: number;
  readonly reason: string | null;
  readonly createdAt: Date;
};
