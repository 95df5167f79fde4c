import type { Line, Shortage, Take } from '../domain/allocation.ts';
import type { Reservation, ReservationStatus } from '../domain/reservation.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { readIn, type Read, type Tx } from './database.ts';

/** The reservation of an order, locked. Always locked before the stock that it holds. */
export async function lockReservation(
  tx: Tx,
  tenantId: string,
  orderId: string,
): Promise<Reservation | null> {
  const [row] = await readIn(tx)<ReservationRow>(Prisma.sql`/* lockReservation */
    SELECT status, expires_at, requested, shortages FROM stock_reservation
    WHERE tenant_id = ${tenantId} AND order_id = ${orderId} FOR UPDATE`);
  if (!row) return null;
  const { status, expires_at: expiresAt, requested, shortages } = row;
  return { tenantId, orderId, status, expiresAt, requested, shortages };
}

/** A new reservation with its lines, in one statement: this is the hottest path. */
export async function insertReservation(
  tx: Tx,
  reservation: Reservation,
  lines: readonly Take[],
  now: Date,
): Promise<void> {
  const { tenantId, orderId, status, expiresAt, requested, shortages } = reservation;
  await tx.$executeRaw`/* insertReservation */
    WITH reservation AS (
      INSERT INTO stock_reservation
        (tenant_id, order_id, status, expires_at, requested, shortages, created_at, updated_at)
      VALUES (${tenantId}, ${orderId}, ${status}, ${expiresAt}::timestamptz, ${JSON.stringify(requested)}::jsonb,
        ${JSON.stringify(shortages)}::jsonb, ${now}::timestamptz, ${now}::timestamptz)
    )
    INSERT INTO reservation_line (tenant_id, order_id, variant_id, location_id, quantity)
    SELECT ${tenantId}, ${orderId}, "variantId", "locationId", quantity
    FROM jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) AS c("variantId" text, "locationId" text, quantity int)`;
}

export async function updateReservation(
  tx: Tx,
  { tenantId, orderId }: Reservation,
  change: { status?: ReservationStatus; expiresAt?: Date },
  now: Date,
): Promise<void> {
  await tx.stockReservation.updateMany({ where: { tenantId, orderId }, data: { ...change, updatedAt: now } });
}

/** Ends a reservation: its lines are gone. */
export async function endReservation(
  tx: Tx,
  { tenantId, orderId }: Reservation,
  status: ReservationStatus,
  now: Date,
): Promise<void> {
  await tx.$executeRaw`/* endReservation */
    WITH gone AS (DELETE FROM reservation_line WHERE tenant_id = ${tenantId} AND order_id = ${orderId})
    UPDATE stock_reservation SET status = ${status}, updated_at = ${now}::timestamptz
    WHERE tenant_id = ${tenantId} AND order_id = ${orderId}`;
}

/** Where the units of an order stand. Read it after its stock was locked. */
export async function findLines(
  tx: Tx,
  { tenantId, orderId }: Pick<Reservation, 'tenantId' | 'orderId'>,
): Promise<ReservationLine[]> {
  return tx.reservationLine.findMany({
    where: { tenantId, orderId },
    select: { variantId: true, locationId: true, quantity: true, backordered: true },
    orderBy: [{ variantId: 'asc' }, { locationId: 'asc' }],
  });
}

/** Replaces the lines of an order. */
export async function saveLines(
  tx: Tx,
  { tenantId, orderId }: Reservation,
  lines: readonly ReservationLine[],
): Promise<void> {
  await tx.reservationLine.deleteMany({ where: { tenantId, orderId } });
  await tx.reservationLine.createMany({ data: lines.map((line) => ({ tenantId, orderId, ...line })) });
}

/** The orders whose holds ran out, the longest overdue first. */
export async function findExpiredReservations(
  read: Read,
  now: Date,
  limit: number,
): Promise<{ tenantId: string; orderId: string }[]> {
  const rows = await read<{ tenant_id: string; order_id: string }>(Prisma.sql`/* findExpiredReservations */
    SELECT tenant_id, order_id FROM stock_reservation
    WHERE status = 'ACTIVE' AND expires_at <= ${now}::timestamptz ORDER BY expires_at LIMIT ${limit}`);
  return rows.map((row) => ({ tenantId: row.tenant_id, orderId: row.order_id }));
}

/**
 * The holds on one level, the newest first, their reservations locked. Those that somebody else works on are left
 * out: waiting for them under the lock of the stock could wait for ever.
 */
export async function lockHolds(
  tx: Tx,
  { tenantId, variantId, locationId }: { tenantId: string; variantId: string; locationId: string },
): Promise<{ orderId: string; quantity: number }[]> {
  const rows = await readIn(tx)<{ order_id: string; quantity: number }>(Prisma.sql`/* lockHolds */
    SELECT r.order_id, x.quantity FROM reservation_line x
    JOIN stock_reservation r ON r.tenant_id = x.tenant_id AND r.order_id = x.order_id
    WHERE x.tenant_id = ${tenantId} AND x.variant_id = ${variantId} AND x.location_id = ${locationId}
      AND r.status = 'ACTIVE'
    ORDER BY r.created_at DESC, r.order_id FOR UPDATE OF r SKIP LOCKED`);
  return rows.map((row) => ({ orderId: row.order_id, quantity: row.quantity }));
}

/** Takes a level away from its holders and lets their holds run out now: the sweep does the rest. */
export async function breakHolds(
  tx: Tx,
  { tenantId, variantId, locationId }: { tenantId: string; variantId: string; locationId: string },
  orderIds: readonly string[],
  now: Date,
): Promise<void> {
  const orders = { tenantId, orderId: { in: [...orderIds] } };
  await tx.reservationLine.deleteMany({ where: { ...orders, variantId, locationId } });
  await tx.stockReservation.updateMany({ where: orders, data: { expiresAt: now, updatedAt: now } });
}

/** Units of an order at one place: held or allocated, or owed. */
export type ReservationLine = Take & { readonly backordered: number };

type ReservationRow = {
  status: ReservationStatus;
  expires_at: Date;
  requested: Line[];
  shortages: Shortage[];
};
