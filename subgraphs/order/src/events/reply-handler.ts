import type { EventContract, PayloadOf } from '@bazaar/events';
import { implementHandler, type MessageHandler } from '@bazaar/messaging';
import type { Tx } from '../data/database.ts';
import type { SagaEvent } from '../domain/checkout-state.ts';
import { advanceOrder, type SagaApp } from '../usecases/advance-order.ts';

/** A message about an order → what it means to the order's checkout. */
export const checkoutHandler = <C extends EventContract>(
  app: SagaApp,
  contract: C,
  toSagaEvent: (payload: PayloadOf<C> & About) => SagaEvent,
): MessageHandler<Tx> =>
  implementHandler(contract, (tx: Tx, event) => {
    const data = event.data as PayloadOf<C> & About;
    return advanceOrder(app, tx, { tenantId: event.tenantId, orderId: data.orderId }, toSagaEvent(data));
  });

type About = { orderId: string };
