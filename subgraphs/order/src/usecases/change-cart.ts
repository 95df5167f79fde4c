import {
  notFoundError,
  type IdempotencyConflictError,
  type IdempotencyInProgressError,
  type Identity,
  type NotFoundError,
} from '@bazaar/kit';
import { once } from '@bazaar/messaging';
import type { App } from '../context.ts';
import { findCartLines, lockCarts, saveSeenPrices, touchCart } from '../data/cart-repository.ts';
import { readIn, type Tx } from '../data/database.ts';
import { mayUseCart, priceCart, type Cart, type CartLine, type PricedCart } from '../domain/cart.ts';
import { holderOf } from './cart-access.ts';

/**
 * One change of a cart, with the cart's row locked: parallel changes come one after the other, and one that carries a
 * key happens once. `change` answers the cart as it is from now on, or why it is refused. The answer shows the current
 * prices, so from then on they are agreed.
 */
export async function changeCart<
  Success extends { __typename: string },
  Refusal extends { __typename: string },
>(
  app: App,
  caller: Caller,
  request: CartChange,
  change: (tx: Tx, cart: Cart, lines: readonly CartLine[]) => Promise<Refusal | { cart: Cart }>,
  toSuccess: (cart: PricedCart) => Success,
): Promise<Success | Refusal | CartRefusal> {
  const { tenantId } = caller.identity;
  const { cartId, cartToken } = request.input;
  return once<Tx, Success | Refusal | NotFoundError>(
    app,
    caller.identity,
    onceOf(caller, request),
    async (tx) => {
      const [cart] = await lockCarts(tx, tenantId, [cartId]);
      if (!cart || !mayUseCart(cart, holderOf(caller.identity, cartToken)))
        return notFoundError(cartId, 'cart');
      const changed = await change(tx, cart, await findCartLines(readIn(tx), tenantId, [cart.id]));
      return '__typename' in changed ? changed : toSuccess(await settleCart(tx, changed.cart, app.now()));
    },
  );
}

/** The key of a change. Guests have no name: theirs are told apart by their carts. */
export const onceOf = ({ identity, idempotencyKey: key }: Caller, { operation, input }: CartChange) => ({
  operation,
  key,
  fingerprint: input,
  ...(identity.principal.kind === 'anonymous' && { principalId: input.cartId }),
});

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

/** Who changes a cart; `idempotencyKey` is that of the request's header. */
export type Caller = { readonly identity: Identity; readonly idempotencyKey?: string | undefined };

/** Which mutation, with its checked input. */
export type CartChange = {
  readonly operation: string;
  readonly input: { readonly cartId: string; readonly cartToken?: string | null };
};

/** Why any change of a cart may be refused. */
export type CartRefusal = NotFoundError | IdempotencyConflictError | IdempotencyInProgressError;
