// One verb, one file: authorise → load under a lock → decide (domain) → save and outbox in one transaction.
// No GraphQL types, no Kafka client, no HTTP.
import { inputs, invalid, newId, validate, type ValidationError } from '@bazaar/kit';
import { z } from 'zod';
import type { App } from '../context.ts';
import { insertCartLine, setLineQuantity } from '../data/cart-repository.ts';
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
import { changeCart, type Caller, type CartRefusal } from './change-cart.ts';

/** Puts a variant into a cart. What it costs and whether it is sold is what the catalogue told us last. */
export async function addCartLine(app: App, caller: Caller, input: unknown): Promise<AddCartLineResult> {
  const checked = validate(addCartLineInput, input);
  if (!checked.ok) return checked.error;
  const { variantId, quantity } = checked.value;
  const add = async (
    tx: Tx,
    cart: Cart,
    lines: readonly CartLine[],
  ): Promise<AddCartLineRefusal | { cart: Cart }> => {
    const own = lines.find((line) => line.variantId === variantId);
    const offer = await findOffer(tx, cart.tenantId, variantId);
    // An empty cart takes on the currency of what is put in first.
    const currency = lines.length === 0 && offer ? offer.price.currency : cart.currency;
    if (!offer || !sellable({ currency }, offer)) return unavailable(variantId);
    const refusal = tooMuch(lines, own, quantity);
    if (refusal) return refusal;
    if (own) await setLineQuantity(tx, own.id, own.quantity + quantity);
    else await insertCartLine(tx, cart, { id: newId('CartLine'), variantId, quantity, price: offer.price });
    return { cart: { ...cart, currency } };
  };
  return changeCart(app, caller, { operation: 'cartLineAdd', input: checked.value }, add, (cart) => ({
    __typename: 'CartLineAddSuccess',
    cart,
    line: cart.lines.find((line) => line.variantId === variantId)!,
  }));
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

type AddCartLineRefusal = VariantUnavailableError | ValidationError;

export type AddCartLineResult =
  | { readonly __typename: 'CartLineAddSuccess'; readonly cart: PricedCart; readonly line: PricedCartLine }
  | AddCartLineRefusal
  | CartRefusal;
