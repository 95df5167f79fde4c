import { notFoundError, type Identity, type NotFoundError } from '@bazaar/kit';
import type { App } from '../context.ts';
import { findCartLines, lockCarts, saveSeenPrices, touchCart } from '../data/cart-repository.ts';
import { readIn, type Tx } from '../data/database.ts';
import { mayUseCart, priceCart, type Cart, type CartLine, type PricedCart } from '../domain/cart.ts';
import { holderOf } from './cart-access.ts';

/**
 * One change of a cart, with the cart's row locked: parallel changes come one after the other. `change` answers the cart
 * as it is from now on, or why it is refused before it wrote anything. The answer shows the current prices, so from then on they are agreed.
 */
export async function changeCart<Refusal extends object>(
  app: App,
  identity: Identity,
  { cartId, cartToken }: { cartId: string; cartToken?: string | null },
  change: (tx: Tx, cart: Cart, lines: readonly CartLine[]) => Promise<{ refusal: Refusal } | { cart: Cart }>,
): Promise<{ refusal: Refusal | NotFoundError } | { cart: PricedCart }> {
  return app.db.transaction(async (tx) => {
    const [cart] = await lockCarts(tx, identity.tenantId, [cartId]);
    if (!cart || !mayUseCart(cart, holderOf(identity, cartToken))) {
      return { refusal: notFoundError(cartId, 'cart') };
    }
    const lines = await findCartLines(readIn(tx), cart.tenantId, [cart.id]);
    const changed = await change(tx, cart, lines);
    return 'refusal' in changed ? changed : { cart: await settleCart(tx, changed.cart, app.now()) };
  });
}

/** The next version of a cart whose lines were changed, at the current prices. */
export async function settleCart(tx: Tx, before: Cart, now: Date): Promise<PricedCart> {
  const cart = { ...before, version: before.version + 1, updatedAt: now };
  await touchCart(tx, cart);
  const current = priceCart(cart, await findCartLines(readIn(tx), cart.tenantId, [cart.id]));
  await saveSeenPrices(tx, current);
  return priceCart(
    cart,
    current.lines.map((line) => ({ ...line, seenPrice: line.unitPrice })),
  );
}
