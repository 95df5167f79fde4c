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
import { deleteCartLines } from '../data/cart-repository.ts';
import type { PricedCart } from '../domain/cart.ts';
import { cartAccessInput } from './cart-access.ts';
import { changeCart } from './change-cart.ts';

export async function removeCartLine(
  app: App,
  identity: Identity,
  input: unknown,
): Promise<RemoveCartLineResult> {
  const checked = validate(removeCartLineInput, input);
  if (!checked.ok) return checked.error;
  const { lineId, ...access } = checked.value;
  const changed = await changeCart<NotFoundError>(app, identity, access, async (tx, cart, lines) => {
    if (!lines.some((line) => line.id === lineId)) return { refusal: notFoundError(lineId, 'line') };
    await deleteCartLines(tx, cart.id, [lineId]);
    return { cart };
  });
  return 'refusal' in changed ? changed.refusal : { __typename: 'CartLineRemoveSuccess', cart: changed.cart };
}

const removeCartLineInput = z.object({ ...cartAccessInput, lineId: inputs.id('CartLine') });

export type RemoveCartLineResult =
  | { readonly __typename: 'CartLineRemoveSuccess'; readonly cart: PricedCart }
  | NotFoundError
  | ValidationError;
