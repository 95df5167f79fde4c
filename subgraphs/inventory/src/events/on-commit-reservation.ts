import { inventoryCommitReservationV1 } from '@bazaar/events';
import { implementHandler } from '@bazaar/messaging';
import type { App } from '../context.ts';
import type { Tx } from '../data/database.ts';
import { commitReservation } from '../usecases/commit-reservation.ts';

export const onCommitReservation = (app: App) =>
  implementHandler(inventoryCommitReservationV1, (tx: Tx, event) => commitReservation(app, tx, event));
