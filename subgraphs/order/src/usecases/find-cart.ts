import { isId, type Identity } from '@bazaar/kit';
import type { App } from '../context.ts';
import { findCarts } from '../data/cart-repository.ts';
import { priced } from '../data/priced-carts.ts';
import { mayUseCart, type PricedCart } from '../domain/cart.ts';
import { holderOf } from './cart-access.ts';

/** The cart, for its customer or for who holds its token; null for everybody else. */
export async function findCart(
  app: App,
  identity: Identity,
  id: string,
  cartToken: string | null | undefined,
): Promise<PricedCart | null> {
  if (!isId('Cart', id)) return null;
  const { tenantId } = identity;
  const found = await findCarts(app.db.read, tenantId, 'id', [id]);
  const usable = found.filter((cart) => mayUseCart(cart, holderOf(identity, cartToken)));
  const [cart] = await priced(app.db.read, tenantId, usable);
  return cart ?? null;
}
