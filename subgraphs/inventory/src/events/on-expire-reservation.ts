import { inventoryExpireReservationV1 } from '@bazaar/events';
import { implementHandler } from '@bazaar/messaging';
import type { App } from '../context.ts';
import type { Tx } from '../data/database.ts';
import { expireReservation } from '../usecases/expire-reservation.ts';

export const onExpireReservation = (app: App) =>
  implementHandler(inventoryExpireReservationV1, (tx: Tx, event) =>
    expireReservation(app, tx, { tenantId: event.tenantId, orderId: event.data.orderId }),
  );
