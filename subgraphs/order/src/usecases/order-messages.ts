import {
  inventoryCommitReservationV1,
  inventoryExtendReservationV1,
  inventoryReleaseReservationV1,
  inventoryReserveStockV1,
  inventoryRestockV1,
  orderCanceledV1,
  orderCompletedV1,
  orderConfirmedV1,
  orderPlacedV1,
  orderRejectedV1,
  orderSagaTimeoutV1,
  orderStatusChangedV1,
  paymentAuthorizeV1,
  paymentCancelV1,
  paymentCaptureV1,
} from '@bazaar/events';
import { toMoneyPayload } from '@bazaar/kit';
import { outboxMessage, type OutboxMessage } from '@bazaar/messaging';
import type { SagaCommand, SagaTimer } from '../domain/checkout-state.ts';
import { lineTotal, type Order, type OrderLine } from '../domain/order.ts';

// What an order tells the others, what it asks of them, and what it reminds itself of.

export const placed = (order: Order, lines: readonly OrderLine[]): OutboxMessage =>
  outboxMessage(
    orderPlacedV1,
    order.id,
    {
      orderId: order.id,
      customerId: order.customerId,
      total: toMoneyPayload(order.total),
      lines: lines.map(({ variantId, sku, title, quantity, unitPrice }) => ({
        ...{ variantId, sku, title, quantity },
        unitPrice: toMoneyPayload(unitPrice),
      })),
    },
    contextOf(order),
  );

export const statusChanged = (order: Order): OutboxMessage =>
  outboxMessage(
    orderStatusChangedV1,
    order.id,
    {
      orderId: order.id,
      customerId: order.customerId,
      version: order.version,
      status: order.status,
      paymentStatus: order.paymentStatus,
      fulfillmentStatus: order.fulfillmentStatus,
    },
    contextOf(order),
  );

/** The event of a status that the order has just taken on. */
export function statusReached(order: Order, lines: readonly OrderLine[]): OutboxMessage[] {
  const { id: orderId, customerId, number, total } = order;
  const context = contextOf(order);
  switch (order.status) {
    case 'CONFIRMED':
      return [
        outboxMessage(
          orderConfirmedV1,
          orderId,
          {
            ...{ orderId, customerId },
            number: number ?? '',
            total: toMoneyPayload(total),
            lines: lines.map((line) => ({
              sku: line.sku,
              title: line.title,
              quantity: line.quantity,
              total: toMoneyPayload(lineTotal(line)),
            })),
          },
          context,
        ),
      ];
    case 'COMPLETED':
      return [
        outboxMessage(orderCompletedV1, orderId, { orderId, customerId, number: number ?? '' }, context),
      ];
    case 'REJECTED':
      return [
        outboxMessage(
          orderRejectedV1,
          orderId,
          { orderId, customerId, reason: order.rejectionReason ?? '' },
          context,
        ),
      ];
    case 'CANCELED':
      return [
        outboxMessage(
          orderCanceledV1,
          orderId,
          { orderId, customerId, number, reason: order.cancelReason, total: toMoneyPayload(total) },
          context,
        ),
      ];
    case 'PENDING':
      return [];
  }
}

export function commanded(command: SagaCommand, order: Order, asked: Asked): OutboxMessage {
  const { id: orderId, customerId } = order;
  const context = contextOf(order);
  const expiresAt = new Date(command.holdUntil).toISOString();
  switch (command.name) {
    case 'inventory.reserve-stock': {
      const lines = asked.lines.map(({ variantId, quantity }) => ({ variantId, quantity }));
      return outboxMessage(inventoryReserveStockV1, orderId, { orderId, lines, expiresAt }, context);
    }
    case 'inventory.extend-reservation':
      return outboxMessage(inventoryExtendReservationV1, orderId, { orderId, expiresAt }, context);
    case 'inventory.commit-reservation':
      return outboxMessage(inventoryCommitReservationV1, orderId, { orderId }, context);
    case 'inventory.release-reservation':
      return outboxMessage(
        inventoryReleaseReservationV1,
        orderId,
        { orderId, reason: command.reason },
        context,
      );
    case 'inventory.restock':
      return outboxMessage(inventoryRestockV1, orderId, { orderId, reason: command.reason }, context);
    case 'payment.authorize':
      return outboxMessage(
        paymentAuthorizeV1,
        orderId,
        {
          ...{ orderId, customerId },
          paymentMethod: asked.paymentMethod,
          amount: toMoneyPayload(order.total),
          attempt: 1,
        },
        context,
      );
    case 'payment.capture':
      return outboxMessage(paymentCaptureV1, orderId, { orderId }, context);
    case 'payment.cancel':
      return outboxMessage(paymentCancelV1, orderId, { orderId, reason: command.reason }, context);
  }
}

export const reminded = ({ awaited, attempt, at }: SagaTimer, order: Order): OutboxMessage =>
  outboxMessage(
    orderSagaTimeoutV1,
    order.id,
    { orderId: order.id, step: awaited, attempt },
    contextOf(order),
    { availableAt: new Date(at) },
  );

const contextOf = ({ id, tenantId }: Order) => ({ tenantId, correlationId: id });

type Asked = { readonly lines: readonly OrderLine[]; readonly paymentMethod: string };
