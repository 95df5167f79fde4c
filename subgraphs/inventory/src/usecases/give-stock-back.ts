import type { EventEnvelope } from '@bazaar/events';
import { addToOutbox, sqlFromPrisma, type OutboxMessage } from '@bazaar/messaging';
import type { App } from '../context.ts';
import type { Tx } from '../data/database.ts';
import {
  endReservation,
  findLines,
  insertReservation,
  lockReservation,
} from '../data/reservation-repository.ts';
import { openStock } from '../data/stock-repository.ts';
import { giveBackAction, type Reservation } from '../domain/reservation.ts';
import { released } from './replies.ts';
import { settleStock } from './settle-stock.ts';

/**
 * An order ended (RELEASED before its confirmation, RESTOCKED after it): whatever it holds or was allocated goes
 * back. If it has no reservation yet, the one that comes late will find the tombstone and be rejected.
 */
export async function giveStockBack(
  app: App,
  tx: Tx,
  { tenantId, data: { orderId } }: EventEnvelope<{ orderId: string; reason: string }>,
  outcome: 'RELEASED' | 'RESTOCKED',
): Promise<void> {
  const now = app.now();
  const reservation = await lockReservation(tx, tenantId, orderId);
  const messages = await (async (): Promise<OutboxMessage[]> => {
    switch (giveBackAction(reservation?.status ?? null)) {
      case 'LEAVE_TOMBSTONE': {
        const tombstone = {
          tenantId,
          orderId,
          status: outcome,
          expiresAt: now,
          requested: [],
          shortages: [],
        };
        await insertReservation(tx, tombstone, [], now);
        return [released(tombstone, 'NONE_HELD')];
      }
      case 'ANSWER_NONE_HELD':
        return [released(reservation!, 'NONE_HELD')];
      case 'RELEASE':
        return end(tx, reservation!, outcome, 'RELEASED', now);
      case 'DEALLOCATE':
        return deallocate(tx, reservation!, now);
    }
  })();
  await addToOutbox(sqlFromPrisma(tx), messages);
}

/** Ends a hold; `kind` says in the ledger and to the checkout why. */
export async function end(
  tx: Tx,
  reservation: Reservation,
  status: 'RELEASED' | 'RESTOCKED' | 'EXPIRED',
  kind: 'RELEASED' | 'EXPIRED',
  now: Date,
): Promise<OutboxMessage[]> {
  const { tenantId, orderId } = reservation;
  const book = await openStock(tx, tenantId, variantIdsOf(reservation), now);
  for (const line of await findLines(tx, reservation)) book.post(kind, { ...line, orderId });
  await endReservation(tx, reservation, status, now);
  const { messages } = await settleStock(tx, tenantId, book, now);
  return [released(reservation, kind), ...messages];
}

async function deallocate(tx: Tx, reservation: Reservation, now: Date): Promise<OutboxMessage[]> {
  const { tenantId, orderId } = reservation;
  const book = await openStock(tx, tenantId, variantIdsOf(reservation), now);
  for (const line of await findLines(tx, reservation)) {
    book.post('DEALLOCATED', { ...line, orderId });
    book.post('BACKORDER_CANCELED', { ...line, quantity: line.backordered, orderId });
  }
  await endReservation(tx, reservation, 'RESTOCKED', now);
  const { messages } = await settleStock(tx, tenantId, book, now);
  return [released(reservation, 'RESTOCKED'), ...messages];
}

const variantIdsOf = (reservation: Reservation) => reservation.requested.map((line) => line.variantId);
