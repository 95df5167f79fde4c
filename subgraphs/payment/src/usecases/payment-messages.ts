import {
  paymentActionRequiredV1,
  paymentAuthorizedV1,
  paymentCanceledV1,
  paymentCapturedV1,
  paymentCaptureFailedV1,
  paymentDeclinedV1,
  paymentRefundedV1,
  paymentStatusChangedV1,
  paymentUnknownV1,
} from '@bazaar/events';
import { money, toMoneyPayload } from '@bazaar/kit';
import { outboxMessage, type OutboxMessage } from '@bazaar/messaging';
import { balanceOf, type Decision, type Payment } from '../domain/payment.ts';
import type { Reply } from '../domain/replies.ts';

// What payments tell the order, keyed by it, and everyone else, keyed by the payment.

export function messagesOf(before: Payment, { payment, replies }: Decision): OutboxMessage[] {
  const [was, is] = [balanceOf(before), balanceOf(payment)];
  const isVisible = was.status !== is.status || was.refundedMinor !== is.refundedMinor;
  return [
    ...replies.map((reply) => toMessage(payment, reply)),
    ...(isVisible ? [statusChanged(payment)] : []),
  ];
}

/** The answer to a cancellation of an order that never had a payment. */
export const nothingHeld = (tenantId: string, orderId: string): OutboxMessage =>
  outboxMessage(
    paymentCanceledV1,
    orderId,
    { orderId, paymentId: null, outcome: 'NOTHING_HELD' },
    { tenantId, correlationId: orderId },
  );

function toMessage(payment: Payment, reply: Reply): OutboxMessage {
  const { orderId, currency } = payment;
  const context = { tenantId: payment.tenantId, correlationId: orderId };
  const base = { orderId, paymentId: payment.id };
  const amount = (amountMinor: bigint) => toMoneyPayload(money(amountMinor, currency));
  switch (reply.type) {
    case 'authorized':
      return outboxMessage(
        paymentAuthorizedV1,
        orderId,
        { ...base, amount: amount(reply.amountMinor) },
        context,
      );
    case 'action-required':
      return outboxMessage(paymentActionRequiredV1, orderId, { ...base, url: reply.url }, context);
    case 'declined':
      return outboxMessage(paymentDeclinedV1, orderId, { ...base, reason: reply.reason }, context);
    case 'unknown':
      return outboxMessage(paymentUnknownV1, orderId, base, context);
    case 'captured':
      return outboxMessage(
        paymentCapturedV1,
        orderId,
        { ...base, amount: amount(reply.amountMinor) },
        context,
      );
    case 'capture-failed':
      return outboxMessage(paymentCaptureFailedV1, orderId, { ...base, reason: reply.reason }, context);
    case 'canceled':
      return outboxMessage(paymentCanceledV1, orderId, { ...base, outcome: reply.outcome }, context);
    case 'refunded': {
      const { refundedMinor, capturedMinor } = balanceOf(payment);
      const totals = { refundedTotal: amount(refundedMinor), capturedTotal: amount(capturedMinor) };
      const payload = { ...base, amount: amount(reply.amountMinor), ...totals };
      return outboxMessage(paymentRefundedV1, orderId, payload, context);
    }
  }
}

function statusChanged(payment: Payment): OutboxMessage {
  const { id, orderId, customerId, currency } = payment;
  const { status, refundedMinor } = balanceOf(payment);
  return outboxMessage(
    paymentStatusChangedV1,
    id,
    {
      paymentId: id,
      orderId,
      customerId,
      status,
      amount: toMoneyPayload(money(payment.amountMinor, currency)),
      refunded: toMoneyPayload(money(refundedMinor, currency)),
    },
    { tenantId: payment.tenantId, correlationId: orderId },
  );
}
