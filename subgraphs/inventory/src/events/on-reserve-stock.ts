import { inventoryReserveStockV1 } from '@bazaar/events';
import { implementHandler } from '@bazaar/messaging';
import type { App } from '../context.ts';
import type { Tx } from '../data/database.ts';
import { reserveStock } from '../usecases/reserve-stock.ts';

export const onReserveStock = (app: App) =>
  implementHandler(inventoryReserveStockV1, (tx: Tx, event) => reserveStock(app, tx, event));
