import {
  AppError,
  inputs,
  invalid,
  newId,
  notFoundError,
  userIdOf,
  validate,
  type NotFoundError,
  type ValidationError,
} from '@bazaar/kit';
import { once } from '@bazaar/messaging';
import { z } from 'zod';
import type { App } from '../context.ts';
import { applyMerge, findCartLines, insertCart, lockCarts } from '../data/cart-repository.ts';
import { readIn, type Tx } from '../data/database.ts';
import { cartLinesMax, mayUseCart, mergeLines, type Cart, type PricedCart } from '../domain/cart.ts';
import { holderOf } from './cart-access.ts';
import { onceOf, settleCart, type Caller, type CartRefusal } from './change-cart.ts';
import { cartOfCustomer } from './create-cart.ts';

/** Takes a guest's cart over into the customer's own, whole or not at all. */
export async function mergeCarts(app: App, caller: Caller, input: unknown): Promise<MergeCartsResult> {
  const { identity } = caller;
  const customerId = userIdOf(identity);
  if (!customerId) throw new AppError('FORBIDDEN', 'Only a customer has a cart to merge into.');
  const checked = validate(mergeCartsInput, input);
  if (!checked.ok) return checked.error;
  const { cartId, cartToken } = checked.value;
  const request = onceOf(caller, { operation: 'cartMerge', input: checked.value });
  return once<Tx, MergeCartsOutcome>(app, identity, request, async (tx) => {
    const ownId = await openCart(app, tx, identity.tenantId, customerId);
    const carts = await lockCarts(tx, identity.tenantId, [cartId, ownId]);
    const from = carts.find((cart) => cart.id === cartId);
    const into = carts.find((cart) => cart.id === ownId);
    if (!from || !into || from.tokenHash === null || !mayUseCart(from, holderOf(identity, cartToken))) {
      return notFoundError(cartId, 'cart');
    }
    return merge(tx, into, from, app.now());
  });
}

async function merge(tx: Tx, into: Cart, from: Cart, now: Date): Promise<MergeCartsOutcome> {
  const [own, guest] = await Promise.all(
    [into, from].map((cart) => findCartLines(readIn(tx), cart.tenantId, [cart.id])),
  );
  if (own!.length > 0 && guest!.length > 0 && into.currency !== from.currency) {
    return invalid(['cartId'], 'CURRENCY_MIXED', `Your cart is in ${into.currency}.`);
  }
  const merged = mergeLines(own!, guest!);
  if (own!.length + merged.moved.length > cartLinesMax) {
    return invalid(['cartId'], 'CART_FULL', `At most ${cartLinesMax} lines in a cart.`);
  }
  await applyMerge(tx, into, from, merged);
  const currency = own!.length > 0 ? into.currency : from.currency;
  return { __typename: 'CartMergeSuccess', cart: await settleCart(tx, { ...into, currency }, now) };
}

/** The id of the customer's cart, which is opened if there is none. */
async function openCart(app: App, tx: Tx, tenantId: string, customerId: string): Promise<string> {
  const now = app.now();
  const id = newId('Cart', now.getTime());
  const cart = { id, tenantId, customerId, tokenHash: null, currency: app.currency, version: 1 };
  await insertCart(tx, { ...cart, updatedAt: now });
  return (await cartOfCustomer(tx, tenantId, customerId)).id;
}

const mergeCartsInput = z.object({
  cartId: inputs.id('Cart'),
  cartToken: z.string().max(200, 'At most 200 characters.'),
});

type MergeCartsOutcome =
  { readonly __typename: 'CartMergeSuccess'; readonly cart: PricedCart } | NotFoundError | ValidationError;

export type MergeCartsResult = MergeCartsOutcome | CartRefusal;
