import type { EventEnvelope, inventoryExtendReservationV1, PayloadOf } from '@bazaar/events';
import { addToOutbox, sqlFromPrisma } from '@bazaar/messaging';
import type { App } from '../context.ts';
import type { Tx } from '../data/database.ts';
import { lockReservation, updateReservation } from '../data/reservation-repository.ts';
import { canExtend } from '../domain/reservation.ts';
import { expiryTimer } from './replies.ts';

/** Keeps a living hold for longer. One that ran out stays dead: its units may be somebody else's by now. */
export async function extendReservation(
  app: App,
  tx: Tx,
  { tenantId, data }: EventEnvelope<PayloadOf<typeof inventoryExtendReservationV1>>,
): Promise<void> {
  const now = app.now();
  const expiresAt = new Date(data.expiresAt);
  const reservation = await lockReservation(tx, tenantId, data.orderId);
  if (!reservation || !canExtend(reservation, expiresAt, now)) return;
  await updateReservation(tx, reservation, { expiresAt }, now);
  await addToOutbox(sqlFromPrisma(tx), [expiryTimer(reservation, expiresAt)]);
}
