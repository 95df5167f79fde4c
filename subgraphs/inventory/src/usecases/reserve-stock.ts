import type { EventEnvelope, inventoryReserveStockV1, PayloadOf } from '@bazaar/events';
import { addToOutbox, sqlFromPrisma, type OutboxMessage } from '@bazaar/messaging';
import type { App } from '../context.ts';
import type { Tx } from '../data/database.ts';
import { insertReservation, lockReservation } from '../data/reservation-repository.ts';
import { openStock } from '../data/stock-repository.ts';
import { planTakes, shortagesOf, sumLines } from '../domain/allocation.ts';
import { reserveAction, type Reservation } from '../domain/reservation.ts';
import { expiryTimer, rejected, reserved } from './replies.ts';
import { settleStock } from './settle-stock.ts';

/** Holds all lines of an order, or none. An order that was answered once gets the same answer again. */
export async function reserveStock(app: App, tx: Tx, event: ReserveStock): Promise<void> {
  const { tenantId, data } = event;
  const known = await lockReservation(tx, tenantId, data.orderId);
  switch (reserveAction(known?.status ?? null)) {
    case 'ANSWER_HELD':
      return addToOutbox(sqlFromPrisma(tx), [reserved(known!)]);
    case 'ANSWER_REJECTED':
      return addToOutbox(sqlFromPrisma(tx), [rejected(known!, known!.shortages)]);
    case 'HOLD':
      return addToOutbox(sqlFromPrisma(tx), await hold(app, tx, event));
  }
}

async function hold(app: App, tx: Tx, { tenantId, data }: ReserveStock): Promise<OutboxMessage[]> {
  const now = app.now();
  const { orderId } = data;
  const requested = sumLines(data.lines);
  const base = { tenantId, orderId, requested, expiresAt: new Date(data.expiresAt) };
  const book = await openStock(
    tx,
    tenantId,
    requested.map((line) => line.variantId),
    now,
  );
  const plan = planTakes(requested, book.levels());
  if (plan.missing.length > 0) {
    const shortages = shortagesOf(requested, plan.missing);
    await insertReservation(tx, { ...base, status: 'REJECTED', shortages }, [], now);
    const { messages } = await settleStock(tx, tenantId, book, now);
    return [rejected(base, shortages), ...messages];
  }
  const reservation: Reservation = { ...base, status: 'ACTIVE', shortages: [] };
  for (const take of plan.takes) book.post('RESERVED', { ...take, orderId });
  await insertReservation(tx, reservation, plan.takes, now);
  const { messages } = await settleStock(tx, tenantId, book, now);
  return [reserved(reservation), expiryTimer(base, base.expiresAt), ...messages];
}

type ReserveStock = EventEnvelope<PayloadOf<typeof inventoryReserveStockV1>>;
