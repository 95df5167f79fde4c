import { inventoryRestockV1 } from '@bazaar/events';
import { implementHandler } from '@bazaar/messaging';
import type { App } from '../context.ts';
import type { Tx } from '../data/database.ts';
import { giveStockBack } from '../usecases/give-stock-back.ts';

export const onRestock = (app: App) =>
  implementHandler(inventoryRestockV1, (tx: Tx, event) => giveStockBack(app, tx, event, 'RESTOCKED'));
