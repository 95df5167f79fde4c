import { inputs, newId, userIdOf, validate, type Identity, type ValidationError } from '@bazaar/kit';
import { z } from 'zod';
import type { App } from '../context.ts';
import { findCarts, insertCart } from '../data/cart-repository.ts';
import { readIn, type Tx } from '../data/database.ts';
import { priced } from '../data/priced-carts.ts';
import { priceCart, type Cart, type PricedCart } from '../domain/cart.ts';
import { hashCartToken, newCartToken } from './cart-access.ts';

/** Opens a cart: a new one with a token for a guest, the one and only for a customer. */
export async function createCart(app: App, identity: Identity, input: unknown): Promise<CreateCartResult> {
  const checked = validate(createCartInput, input ?? {});
  if (!checked.ok) return checked.error;
  const customerId = userIdOf(identity) ?? null;
  const cartToken = customerId ? null : newCartToken();
  const now = app.now();
  const cart: Cart = {
    id: newId('Cart', now.getTime()),
    tenantId: identity.tenantId,
    customerId,
    tokenHash: cartToken && hashCartToken(cartToken),
    currency: checked.value.currency ?? app.currency,
    version: 1,
    updatedAt: now,
  };
  return app.db.transaction(async (tx) => {
    await insertCart(tx, cart);
    const opened = customerId ? await cartOfCustomer(tx, cart.tenantId, customerId) : priceCart(cart, []);
    return { __typename: 'CartCreateSuccess', cart: opened, cartToken };
  });
}

/** The new cart, or the one that was there before. */
export async function cartOfCustomer(tx: Tx, tenantId: string, customerId: string): Promise<PricedCart> {
  const read = readIn(tx);
  const [cart] = await priced(read, tenantId, await findCarts(read, tenantId, 'customer_id', [customerId]));
  return cart!;
}

const createCartInput = z.object({ currency: inputs.currency().nullish() });

export type CreateCartResult =
  | { readonly __typename: 'CartCreateSuccess'; readonly cart: PricedCart; readonly cartToken: string | null }
  | ValidationError;
