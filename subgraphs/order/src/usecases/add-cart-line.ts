import {
  inputs,
  invalid,
  newId,
  validate,
  type Identity,
  type NotFoundError,
  type ValidationError,
} from '@bazaar/kit';
import { z } from 'zod';
import type { App } from '../context.ts';
import { insertCartLine, setLineQuantity, touchCart } from '../data/cart-repository.ts';
import type { Tx } from '../data/database.ts';
import { findOffer } from '../data/variant-repository.ts';
import {
  cartLinesMax,
  lineQuantityMax,
  sellable,
  type Cart,
  type CartLine,
  type PricedCart,
  type PricedCartLine,
} from '../domain/cart.ts';
import { cartAccessInput } from './cart-access.ts';
import { changeCart } from './change-cart.ts';

/** Puts a variant into a cart. What it costs and whether it is sold is what the catalogue told us last. */
export async function addCartLine(app: App, identity: Identity, input: unknown): Promise<AddCartLineResult> {
  const checked = validate(addCartLineInput, input);
  if (!checked.ok) return checked.error;
  const adding = checked.value;
  const changed = await changeCart(app, identity, adding, async (tx, cart, lines) => {
    const own = lines.find((line) => line.variantId === adding.variantId);
    const offer = await findOffer(tx, cart.tenantId, adding.variantId);
    const currency = lines.length === 0 && offer ? offer.price.currency : cart.currency;
    if (!offer || !sellable({ currency }, offer)) return unavailable(adding.variantId);
    const refusal = tooMuch(lines, own, adding.quantity);
    if (refusal) return refusal;
    await put(tx, cart, own, { ...adding, currency, priceMinor: offer.price.amountMinor });
    return null;
  });
  if ('refusal' in changed) return changed.refusal;
  const line = changed.cart.lines.find((each) => each.variantId === adding.variantId)!;
  return { __typename: 'CartLineAddSuccess', cart: changed.cart, line };
}

async function put(
  tx: Tx,
  cart: Cart,
  own: CartLine | undefined,
  line: { variantId: string; quantity: number; currency: string; priceMinor: bigint },
): Promise<void> {
  const { currency, ...added } = line;
  if (own) return setLineQuantity(tx, own.id, own.quantity + added.quantity);
  if (currency !== cart.currency) await touchCart(tx, { ...cart, currency });
  await insertCartLine(tx, cart, { ...added, id: newId('CartLine') });
}

function tooMuch(
  lines: readonly CartLine[],
  own: CartLine | undefined,
  quantity: number,
): ValidationError | null {
  if ((own?.quantity ?? 0) + quantity > lineQuantityMax) {
    return invalid(['quantity'], 'QUANTITY_TOO_LARGE', `At most ${lineQuantityMax} on one line.`);
  }
  if (!own && lines.length >= cartLinesMax) {
    return invalid(['variantId'], 'CART_FULL', `At most ${cartLinesMax} lines in a cart.`);
  }
  return null;
}

const unavailable = (variantId: string): VariantUnavailableError => ({
  __typename: 'VariantUnavailableError',
  code: 'VARIANT_UNAVAILABLE',
  message: 'This is not sold, or not in the currency of the cart.',
  path: ['variantId'],
  variantId,
});

const addCartLineInput = z.object({
  ...cartAccessInput,
  variantId: inputs.id('ProductVariant'),
  quantity: inputs.quantity(lineQuantityMax),
});

type VariantUnavailableError = {
  readonly __typename: 'VariantUnavailableError';
  readonly code: string;
  readonly message: string;
  readonly path: string[];
  readonly variantId: string;
};

export type AddCartLineResult =
  | { readonly __typename: 'CartLineAddSuccess'; readonly cart: PricedCart; readonly line: PricedCartLine }
  | VariantUnavailableError
  | NotFoundError
  | ValidationError;
