import type { EventEnvelope, inventoryCommitReservationV1, PayloadOf } from '@bazaar/events';
import { addToOutbox, PoisonError, sqlFromPrisma, type OutboxMessage } from '@bazaar/messaging';
import type { App } from '../context.ts';
import type { Tx } from '../data/database.ts';
import {
  findLines,
  lockReservation,
  saveLines,
  updateReservation,
  type ReservationLine,
} from '../data/reservation-repository.ts';
import { openStock } from '../data/stock-repository.ts';
import { planTakes, unheld, type Line } from '../domain/allocation.ts';
import { commitAction, type Reservation } from '../domain/reservation.ts';
import type { StockBook } from '../domain/stock-book.ts';
import { committed } from './replies.ts';
import { settleStock } from './settle-stock.ts';

/**
 * Turns the hold of a confirmed order into an allocation. The order stands, whatever happened to its hold: what ran
 * out meanwhile is taken again, and what cannot be is owed, in the ledger and before a human's eyes.
 */
export async function commitReservation(app: App, tx: Tx, event: CommitReservation): Promise<void> {
  const { tenantId, data } = event;
  const reservation = await lockReservation(tx, tenantId, data.orderId);
  switch (commitAction(reservation?.status ?? null)) {
    case 'IMPOSSIBLE':
      throw new PoisonError(`order ${data.orderId} was never reserved: nobody knows what to allocate`);
    case 'ANSWER_COMMITTED':
      return addToOutbox(sqlFromPrisma(tx), [committed(reservation!)]);
    case 'ALLOCATE':
      return addToOutbox(sqlFromPrisma(tx), await allocate(app, tx, reservation!));
  }
}

async function allocate(app: App, tx: Tx, reservation: Reservation): Promise<OutboxMessage[]> {
  const now = app.now();
  const { tenantId, orderId, requested } = reservation;
  const book = await openStock(
    tx,
    tenantId,
    requested.map((line) => line.variantId),
    now,
  );
  const held = await findLines(tx, reservation);
  const { takes, missing } = planTakes(unheld(requested, held), book.levels());
  for (const take of takes) book.post('RESERVED', { ...take, orderId });
  const allocated = merge([...held, ...takes.map((take) => ({ ...take, backordered: 0 }))]);
  for (const line of allocated) book.post('ALLOCATED', { ...line, orderId });
  const owed = missing.map((line) => owe(book, line));
  for (const line of owed) book.post('BACKORDERED', { ...line, quantity: line.backordered, orderId });
  if (missing.length > 0) {
    app.logger.error(
      { alert: 'inventory.backorder', orderId, missing },
      'a confirmed order is short of stock',
    );
  }
  if (takes.length + owed.length > 0) await saveLines(tx, reservation, merge([...allocated, ...owed]));
  await updateReservation(tx, reservation, { status: 'COMMITTED' }, now);
  const { messages } = await settleStock(tx, tenantId, book, now);
  return [committed(reservation), ...messages];
}

/** Owed units stand at the place where reservations take from first. */
function owe(book: StockBook, { variantId, quantity }: Line): ReservationLine {
  const level = book.levels().find((each) => each.variantId === variantId);
  if (!level) throw new PoisonError(`variant ${variantId} has no stock anywhere: nothing can be owed of it`);
  return { variantId, locationId: level.locationId, quantity: 0, backordered: quantity };
}

/** One line for each variant and location. */
function merge(lines: readonly ReservationLine[]): ReservationLine[] {
  const merged = new Map<string, ReservationLine>();
  for (const line of lines) {
    const key = `${line.variantId} ${line.locationId}`;
    const before = merged.get(key);
    merged.set(key, {
      ...line,
      quantity: line.quantity + (before?.quantity ?? 0),
      backordered: line.backordered + (before?.backordered ?? 0),
    });
  }
  return [...merged.values()];
}

type CommitReservation = EventEnvelope<PayloadOf<typeof inventoryCommitReservationV1>>;
