import {
  AppError,
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
import { addToOutbox, once, type SqlExecutor } from '@bazaar/messaging';
import { z } from 'zod';
import type { App } from '../context.ts';
import { deleteCartLines, lockCarts, touchCart } from '../data/cart-repository.ts';
import { insertSaga } from '../data/checkout-repository.ts';
import { readIn, type Tx } from '../data/database.ts';
import { insertOrder, insertTimelineEntry } from '../data/order-repository.ts';
import { priced } from '../data/priced-carts.ts';
import { holdsCardNumber } from '../domain/card-number.ts';
import { isPriceAgreed, mayUseCart, shortagesOf, type PricedCart, type Shortage } from '../domain/cart.ts';
import { begin } from '../domain/checkout-saga.ts';
import { entryOf, orderOf } from '../domain/order-changes.ts';
import type { OrderDetail } from './order-detail.ts';
import { commanded, placed, reminded, statusChanged } from './order-messages.ts';

/** Turns a customer's cart into a PENDING order and sends its checkout on the way. */
export async function placeOrder(app: App, identity: Identity, input: unknown): Promise<PlaceOrderResult> {
  const customerId = userIdOf(identity);
  if (!customerId) throw new AppError('FORBIDDEN', 'Only a customer can place an order.');
  const checked = validate(placeOrderInput, input);
  if (!checked.ok) return checked.error;
  const { idempotencyKey: key, ...request } = checked.value;
  return once<Tx, PlaceOrderOutcome>(
    app,
    identity,
    { operation: 'orderPlace', key, fingerprint: request },
    async (tx, sql) => {
      const cart = await lockOwnCart(tx, identity.tenantId, customerId, request.cartId);
      if (!cart) return notFoundError(request.cartId, 'cart');
      return refusalOf(cart, request) ?? place(app, tx, sql, cart, { ...request, customerId });
    },
  );
}

async function lockOwnCart(
  tx: Tx,
  tenantId: string,
  customerId: string,
  cartId: string,
): Promise<PricedCart | null> {
  const [locked] = await lockCarts(tx, tenantId, [cartId]);
  if (!locked || !mayUseCart(locked, { customerId, tokenHash: null })) return null;
  const [cart] = await priced(readIn(tx), tenantId, [locked]);
  return cart ?? null;
}

/** Only a quick look at what we were told: the stock is settled by the reservation. */
function refusalOf(cart: PricedCart, { expectedTotal }: Request): PlaceOrderRefusal | null {
  if (cart.lines.length === 0) {
    return { __typename: 'CartEmptyError', code: 'CART_EMPTY', message: 'There is nothing in the cart.' };
  }
  const shortages = shortagesOf(cart);
  if (shortages.length > 0) {
    const message = 'Fewer can be sold than the cart asks for.';
    return { __typename: 'InsufficientStockError', code: 'INSUFFICIENT_STOCK', message, shortages };
  }
  if (!isPriceAgreed(cart, expectedTotal ?? null)) {
    const message = 'The cart costs something else by now.';
    return { __typename: 'PriceChangedError', code: 'PRICE_CHANGED', message, cart };
  }
  return null;
}

async function place(
  app: App,
  tx: Tx,
  sql: SqlExecutor,
  cart: PricedCart,
  { customerId, shippingAddress, paymentMethod }: Request & { customerId: string },
): Promise<PlaceOrderSuccess> {
  const now = app.now();
  const { order, lines } = orderOf(cart, { customerId, shippingAddress, now });
  const start = begin({ now: now.getTime(), policy: app.sagaPolicy });
  const entry = entryOf(order, start.change);
  await insertOrder(tx, order, lines);
  await insertTimelineEntry(tx, order.tenantId, entry);
  await insertSaga(tx, order, start.saga, paymentMethod);
  await deleteCartLines(tx, cart.id, 'all');
  await touchCart(tx, { ...cart, version: cart.version + 1, updatedAt: now });
  await addToOutbox(sql, [
    placed(order, lines),
    statusChanged(order),
    ...start.commands.map((command) => commanded(command, order, { lines, paymentMethod })),
    ...start.timers.map((timer) => reminded(timer, order)),
  ]);
  return { __typename: 'OrderPlaceSuccess', order: { ...order, lines, timeline: [entry] } };
}

const placeOrderInput = z.object({
  cartId: inputs.id('Cart'),
  paymentMethod: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'Use the token that the payment provider gave.')
    .refine((value) => !holdsCardNumber(value), {
      error: 'This looks like a card number. Send a token of the payment provider.',
      params: { code: 'CARD_NUMBER_REFUSED' },
    }),
  shippingAddress: inputs.address().transform(({ isDefault: _isDefault, line2, region, ...address }) => ({
    ...address,
    line2: line2 ?? null,
    region: region ?? null,
  })),
  expectedTotal: inputs.money().nullish(),
  idempotencyKey: inputs.idempotencyKey(),
});

type Request = Omit<z.output<typeof placeOrderInput>, 'idempotencyKey'>;
type PlaceOrderSuccess = { readonly __typename: 'OrderPlaceSuccess'; readonly order: OrderDetail };
type PlaceOrderRefusal =
  | { readonly __typename: 'CartEmptyError'; readonly code: string; readonly message: string }
  | {
      readonly __typename: 'InsufficientStockError';
      readonly code: string;
      readonly message: string;
      readonly shortages: readonly Shortage[];
    }
  | {
      readonly __typename: 'PriceChangedError';
      readonly code: string;
      readonly message: string;
      readonly cart: PricedCart;
    };
type PlaceOrderOutcome = PlaceOrderSuccess | PlaceOrderRefusal | NotFoundError;

export type PlaceOrderResult =
  PlaceOrderOutcome | ValidationError | IdempotencyConflictError | IdempotencyInProgressError;
