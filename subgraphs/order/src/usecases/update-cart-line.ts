import {
  inputs,
  notFoundError,
  validate,
  type Identity,
  type NotFoundError,
  type ValidationError,
} from '@bazaar/kit';
import { z } from 'zod';
import type { App } from '../context.ts';
import { setLineQuantity } from '../data/cart-repository.ts';
import { lineQuantityMax, type PricedCart } from '../domain/cart.ts';
import { cartAccessInput } from './cart-access.ts';
import { changeCart } from './change-cart.ts';

export async function updateCartLine(
  app: App,
  identity: Identity,
  input: unknown,
): Promise<UpdateCartLineResult> {
  const checked = validate(updateCartLineInput, input);
  if (!checked.ok) return checked.error;
  const { lineId, quantity, ...access } = checked.value;
  const changed = await changeCart<NotFoundError>(app, identity, access, async (tx, cart, lines) => {
    if (!lines.some((line) => line.id === lineId)) return { refusal: notFoundError(lineId, 'line') };
    await setLineQuantity(tx, lineId, quantity);
    return { cart };
  });
  return 'refusal' in changed ? changed.refusal : { __typename: 'CartLineUpdateSuccess', cart: changed.cart };
}

const updateCartLineInput = z.object({
  ...cartAccessInput,
  lineId: inputs.id('CartLine'),
  quantity: inputs.quantity(lineQuantityMax),
});

export type UpdateCartLineResult =
  | { readonly __typename: 'CartLineUpdateSuccess'; readonly cart: PricedCart }
  | NotFoundError
  | ValidationError;
