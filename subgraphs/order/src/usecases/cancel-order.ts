import {
  hasPermission,
  inputs,
  notFoundError,
  userIdOf,
  validate,
  type IdempotencyConflictError,
  type IdempotencyInProgressError,
  type Identity,
  type NotFoundError,
  type ValidationError,
} from '@bazaar/kit';
import { once } from '@bazaar/messaging';
import { z } from 'zod';
import type { App } from '../context.ts';
import { lockCheckout } from '../data/checkout-repository.ts';
import { readIn, type Tx } from '../data/database.ts';
import { isCancelable, type Order, type OrderStatus } from '../domain/order.ts';
import { advanceCheckout } from './advance-order.ts';
import { detailOf, type OrderDetail } from './order-detail.ts';

/** Asks for the end of an order. It is CANCELED once money and stock are back. */
export async function cancelOrder(app: App, identity: Identity, input: unknown): Promise<CancelOrderResult> {
  const checked = validate(cancelOrderInput, input);
  if (!checked.ok) return checked.error;
  const { idempotencyKey: key, ...request } = checked.value;
  return once<Tx, CancelOrderOutcome>(
    app,
    identity,
    { operation: 'orderCancel', key, fingerprint: request },
    async (tx, sql) => {
      const checkout = await lockCheckout(tx, identity.tenantId, request.orderId);
      if (!checkout || !mayCancel(checkout.order, identity)) return notFoundError(request.orderId, 'order');
      if (!isCancelable(checkout.order)) return orderStateError(checkout.order.status, 'CANCELED');
      const order = await advanceCheckout(app, tx, sql, checkout, {
        type: 'cancel-requested',
        reason: request.reason ?? null,
      });
      return { __typename: 'OrderCancelSuccess', order: await detailOf(readIn(tx), order) };
    },
  );
}

const mayCancel = (order: Order, identity: Identity): boolean =>
  order.customerId === userIdOf(identity) || hasPermission(identity, 'order:write');

const orderStateError = (from: OrderStatus, to: OrderStatus): OrderStateError => ({
  __typename: 'OrderStateError',
  code: 'ORDER_STATE',
  message: `An order that is ${from} cannot become ${to}.`,
  from,
  to,
});

const cancelOrderInput = z.object({
  orderId: inputs.id('Order'),
  reason: inputs.text(500).nullish(),
  idempotencyKey: inputs.idempotencyKey(),
});

type OrderStateError = {
  readonly __typename: 'OrderStateError';
  readonly code: string;
  readonly message: string;
  readonly from: OrderStatus;
  readonly to: OrderStatus;
};

type CancelOrderOutcome =
  | { readonly __typename: 'OrderCancelSuccess'; readonly order: OrderDetail }
  | OrderStateError
  | NotFoundError;

export type CancelOrderResult =
  CancelOrderOutcome | ValidationError | IdempotencyConflictError | IdempotencyInProgressError;
