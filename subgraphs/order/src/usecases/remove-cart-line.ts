import { inputs, notFoundError, validate, type ValidationError } from '@bazaar/kit';
import { z } from 'zod';
import type { App } from '../context.ts';
import { deleteCartLines } from '../data/cart-repository.ts';
import type { Tx } from '../data/database.ts';
import type { Cart, CartLine, PricedCart } from '../domain/cart.ts';
import { cartAccessInput } from './cart-access.ts';
import { changeCart, type Caller, type CartRefusal } from './change-cart.ts';

export async function removeCartLine(
  app: App,
  caller: Caller,
  input: unknown,
): Promise<RemoveCartLineResult> {
  const checked = validate(removeCartLineInput, input);
  if (!checked.ok) return checked.error;
  const { lineId } = checked.value;
  const remove = async (tx: Tx, cart: Cart, lines: readonly CartLine[]) => {
    if (!lines.some((line) => line.id === lineId)) return notFoundError(lineId, 'line');
    await deleteCartLines(tx, cart.id, [lineId]);
    return { cart };
  };
  return changeCart(app, caller, { operation: 'cartLineRemove', input: checked.value }, remove, (cart) => ({
    __typename: 'CartLineRemoveSuccess',
    cart,
  }));
}

const removeCartLineInput = z.object({ ...cartAccessInput, lineId: inputs.id('CartLine') });

export type RemoveCartLineResult =
  { readonly __typename: 'CartLineRemoveSuccess'; readonly cart: PricedCart } | CartRefusal | ValidationError;
