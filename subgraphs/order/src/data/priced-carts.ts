import { priceCart, type Cart, type PricedCart } from '../domain/cart.ts';
import { findCartLines } from './cart-repository.ts';
import type { Read } from './database.ts';

/** Carts with their lines at the current prices: one statement for all of them. */
export async function priced(read: Read, tenantId: string, carts: readonly Cart[]): Promise<PricedCart[]> {
  if (carts.length === 0) return [];
  const lines = await findCartLines(
    read,
    tenantId,
    carts.map((cart) => cart.id),
  );
  const byCart = Map.groupBy(lines, (line) => line.cartId);
  return carts.map((cart) => priceCart(cart, byCart.get(cart.id) ?? []));
}
