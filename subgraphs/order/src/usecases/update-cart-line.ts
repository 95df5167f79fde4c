import { inputs, notFoundError, validate, type ValidationError } from '@bazaar/kit';
import { z } from 'zod';
import type { App } from '../context.ts';
import { setLineQuantity } from '../data/cart-repository.ts';
import type { Tx } from '../data/database.ts';
import { lineQuantityMax, type Cart, type CartLine, type PricedCart } from '../domain/cart.ts';
import { cartAccessInput } from './cart-access.ts';
import { changeCart, type Caller, type CartRefusal } from './change-cart.ts';

export async function updateCartLine(
  app: App,
  caller: Caller,
  input: unknown,
): Promise<UpdateCartLineResult> {
  const checked = validate(updateCartLineInput, input);
  if (!checked.ok) return checked.error;
  const { lineId, quantity } = checked.value;
  const update = async (tx: Tx, cart: Cart, lines: readonly CartLine[]) => {
    if (!lines.some((line) => line.id === lineId)) return notFoundError(lineId, 'line');
    await setLineQuantity(tx, lineId, quantity);
    return { cart };
  };
  return changeCart(app, caller, { operation: 'cartLineUpdate', input: checked.value }, update, (cart) => ({
    __typename: 'CartLineUpdateSuccess',
    cart,
  }));
}

const updateCartLineInput = z.object({
  ...cartAccessInput,
  lineId: inputs.id('CartLine'),
  quantity: inputs.quantity(lineQuantityMax),
});

export type UpdateCartLineResult =
  { readonly __typename: 'CartLineUpdateSuccess'; readonly cart: PricedCart } | CartRefusal | ValidationError;
