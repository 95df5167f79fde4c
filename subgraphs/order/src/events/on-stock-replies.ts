import {
  inventoryStockCommittedV1,
  inventoryStockRejectedV1,
  inventoryStockReleasedV1,
  inventoryStockReservedV1,
} from '@bazaar/events';
import type { SagaApp } from '../usecases/advance-order.ts';
import { checkoutHandler } from './reply-handler.ts';

export const stockReplyHandlers = (app: SagaApp) => [
  checkoutHandler(app, inventoryStockReservedV1, ({ expiresAt }) => ({
    type: 'stock-reserved',
    expiresAt: Date.parse(expiresAt),
  })),
  checkoutHandler(app, inventoryStockRejectedV1, () => ({ type: 'stock-rejected' })),
  checkoutHandler(app, inventoryStockCommittedV1, () => ({ type: 'stock-committed' })),
  checkoutHandler(app, inventoryStockReleasedV1, ({ cause }) => ({ type: 'stock-released', cause })),
];
