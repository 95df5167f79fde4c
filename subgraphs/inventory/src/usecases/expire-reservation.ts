import { addToOutbox, sqlFromPrisma } from '@bazaar/messaging';
import type { App } from '../context.ts';
import type { Tx } from '../data/database.ts';
import { findExpiredReservations, lockReservation } from '../data/reservation-repository.ts';
import { isExpired } from '../domain/reservation.ts';
import { end } from './give-stock-back.ts';

/** Ends a hold that ran out, and tells the checkout. One that was extended or ended meanwhile stays as it is. */
export async function expireReservation(
  app: App,
  tx: Tx,
  { tenantId, orderId }: { tenantId: string; orderId: string },
): Promise<void> {
  const now = app.now();
  const reservation = await lockReservation(tx, tenantId, orderId);
  if (reservation?.status !== 'ACTIVE' || !isExpired(reservation, now)) return;
  await addToOutbox(sqlFromPrisma(tx), await end(tx, reservation, 'EXPIRED', 'EXPIRED', now));
}

/** Ends every hold that ran out: for timers that come late, and for holds that were broken. Answers how many. */
export async function sweepExpiredReservations(app: App): Promise<number> {
  const due = await findExpiredReservations(app.db.read, app.now(), 500);
  for (const key of due) {
    try {
      await app.db.transaction((tx) => expireReservation(app, tx, key));
    } catch (error) {
      // The others must not wait for it; the next sweep tries again.
      app.logger.error({ err: error, orderId: key.orderId }, 'a hold could not be ended');
    }
  }
  if (due.length > 0) app.nudge();
  return due.length;
}
