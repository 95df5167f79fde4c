import { orderSagaTimeoutV1 } from '@bazaar/events';
import type { SagaApp } from '../usecases/advance-order.ts';
import { checkoutHandler } from './reply-handler.ts';

export const onSagaTimeout = (app: SagaApp) =>
  checkoutHandler(app, orderSagaTimeoutV1, ({ step, attempt }) => ({
    type: 'timeout',
    awaited: step,
    attempt,
  }));
