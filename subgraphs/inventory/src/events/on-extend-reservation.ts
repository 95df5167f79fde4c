import { inventoryExtendReservationV1 } from '@bazaar/events';
import { implementHandler } from '@bazaar/messaging';
import type { App } from '../context.ts';
import type { Tx } from '../data/database.ts';
import { extendReservation } from '../usecases/extend-reservation.ts';

export const onExtendReservation = (app: App) =>
  implementHandler(inventoryExtendReservationV1, (tx: Tx, event) => extendReservation(app, tx, event));
