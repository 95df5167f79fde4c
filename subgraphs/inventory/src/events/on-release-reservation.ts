import { inventoryReleaseReservationV1 } from '@bazaar/events';
import { implementHandler } from '@bazaar/messaging';
import type { App } from '../context.ts';
import type { Tx } from '../data/database.ts';
import { giveStockBack } from '../usecases/give-stock-back.ts';

export const onReleaseReservation = (app: App) =>
  implementHandler(inventoryReleaseReservationV1, (tx: Tx, event) =>
    giveStockBack(app, tx, event, 'RELEASED'),
  );
