import { orderCanceledV1, orderConfirmedV1, orderRejectedV1 } from '@bazaar/events';
import { implementHandler, type MessageHandler } from '@bazaar/messaging';
import type { App } from '../context.ts';
import type { Tx } from '../data/database.ts';
import { notify } from '../usecases/notify.ts';

/** Confirmed, rejected, canceled: what a customer wants to know of an order. */
export const orderHandlers = (app: Pick<App, 'now'>): readonly MessageHandler<Tx>[] => [
  implementHandler(orderConfirmedV1, (tx: Tx, { tenantId, data }) =>
    notify(app, tx, {
      tenantId,
      userId: data.customerId,
      orderId: data.orderId,
      facts: { kind: 'ORDER_CONFIRMED', number: data.number, total: data.total, lines: data.lines },
    }),
  ),
  implementHandler(orderRejectedV1, (tx: Tx, { tenantId, data }) =>
    notify(app, tx, {
      tenantId,
      userId: data.customerId,
      orderId: data.orderId,
      facts: { kind: 'ORDER_REJECTED', reason: data.reason },
    }),
  ),
  implementHandler(orderCanceledV1, (tx: Tx, { tenantId, data }) =>
    notify(app, tx, {
      tenantId,
      userId: data.customerId,
      orderId: data.orderId,
      facts: { kind: 'ORDER_CANCELED', number: data.number, total: data.total },
    }),
  ),
];
