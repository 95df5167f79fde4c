import {
  paymentActionRequiredV1,
  paymentAuthorizedV1,
  paymentCanceledV1,
  paymentCapturedV1,
  paymentCaptureFailedV1,
  paymentDeclinedV1,
  paymentRefundedV1,
  paymentUnknownV1,
} from '@bazaar/events';
import { fromMoneyPayload } from '@bazaar/kit';
import type { SagaApp } from '../usecases/advance-order.ts';
import { checkoutHandler } from './reply-handler.ts';

export const paymentReplyHandlers = (app: SagaApp) => [
  checkoutHandler(app, paymentAuthorizedV1, ({ amount }) => ({
    type: 'payment-authorized',
    amount: fromMoneyPayload(amount),
  })),
  checkoutHandler(app, paymentActionRequiredV1, () => ({ type: 'payment-action-required' })),
  checkoutHandler(app, paymentUnknownV1, () => ({ type: 'payment-unknown' })),
  checkoutHandler(app, paymentDeclinedV1, ({ reason }) => ({ type: 'payment-declined', reason })),
  checkoutHandler(app, paymentCapturedV1, () => ({ type: 'payment-captured' })),
  checkoutHandler(app, paymentCaptureFailedV1, ({ reason }) => ({ type: 'payment-capture-failed', reason })),
  checkoutHandler(app, paymentCanceledV1, ({ outcome }) => ({ type: 'payment-canceled', outcome })),
  checkoutHandler(app, paymentRefundedV1, ({ refundedTotal, capturedTotal }) => ({
    type: 'payment-refunded',
    refundedTotal: fromMoneyPayload(refundedTotal),
    capturedTotal: fromMoneyPayload(capturedTotal),
  })),
];
