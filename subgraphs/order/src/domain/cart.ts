import { equalMoney, sumMoney, type Money } from '@bazaar/kit';
import { lineTotal } from './order.ts';

export const lineQuantityMax = 999;
export const cartLinesMax = 200;

/** A cart as it looks now: current prices, and what stands in the way of an order. */
export function priceCart(cart: Cart, lines: readonly CartLine[]): PricedCart {
  const priced = lines.map((line) => {
    const unitPrice = sellable(cart, line.offer)?.price ?? line.seenPrice;
    return { ...line, unitPrice, total: lineTotal({ unitPrice, quantity: line.quantity }) };
  });
  const total = sumMoney(
    priced.map((line) => line.total),
    cart.currency,
  );
  return {
    ...cart,
    lines: priced,
    subtotal: total,
    total,
    problems: priced.flatMap((line) => problemsOf(cart, line)),
  };
}

/** The offer if the cart can hold it: on sale, and in the cart's currency. */
export function sellable(cart: Pick<Cart, 'currency'>, offer: Offer | null): Offer | null {
  return offer?.isPublished && offer.price.currency === cart.currency ? offer : null;
}

/** Lines that ask for more than can be sold; a variant that is not sold has none. What inventory never told is left to the checkout. */
export function shortagesOf(cart: PricedCart): Shortage[] {
  return cart.lines.flatMap((line) => {
    const available = sellable(cart, line.offer) ? (line.offer?.available ?? Infinity) : 0;
    if (available >= line.quantity) return [];
    return [{ variantId: line.variantId, requested: line.quantity, available: Math.max(0, available) }];
  });
}

/** Whether the customer has agreed to the current prices: by naming the total, or by having seen every price. */
export function isPriceAgreed(cart: PricedCart, expectedTotal: Money | null): boolean {
  if (expectedTotal) return equalMoney(expectedTotal, cart.total);
  return cart.lines.every((line) => equalMoney(line.seenPrice, line.unitPrice));
}

/** A customer's cart is theirs by sign-in, a guest's belongs to who holds its token. */
export function mayUseCart(
  cart: Cart,
  who: { customerId: string | null; tokenHash: string | null },
): boolean {
  return cart.customerId === null
    ? who.tokenHash !== null && cart.tokenHash === who.tokenHash
    : cart.customerId === who.customerId;
}

/** Two carts' lines as one: the same variant adds up, to what a line can hold at most. */
export function mergeLines(into: readonly CartLine[], from: readonly CartLine[]): MergedLines {
  const own = new Map(into.map((line) => [line.variantId, line]));
  const known = from.flatMap((line) => {
    const line0 = own.get(line.variantId);
    return line0
      ? [{ id: line0.id, quantity: Math.min(line0.quantity + line.quantity, lineQuantityMax) }]
      : [];
  });
  return { moved: from.filter((line) => !own.has(line.variantId)).map((line) => line.id), raised: known };
}

function problemsOf(cart: Cart, line: PricedCartLine): CartProblem[] {
  if (!sellable(cart, line.offer)) return [{ __typename: 'UnavailableProblem', lineId: line.id }];
  const problems: CartProblem[] = [];
  const available = line.offer?.available ?? Infinity;
  if (available < line.quantity) {
    problems.push({
      __typename: 'InsufficientStockProblem',
      lineId: line.id,
      available: Math.max(0, available),
    });
  }
  if (!equalMoney(line.seenPrice, line.unitPrice)) {
    problems.push({
      __typename: 'PriceChangedProblem',
      lineId: line.id,
      from: line.seenPrice,
      to: line.unitPrice,
    });
  }
  return problems;
}

export type Cart = {
  readonly id: string;
  readonly tenantId: string;
  readonly customerId: string | null;
  readonly tokenHash: string | null;
  readonly currency: string;
  readonly version: number;
  readonly updatedAt: Date;
};

export type CartLine = {
  readonly id: string;
  readonly cartId: string;
  readonly variantId: string;
  readonly quantity: number;
  /** The price when the customer last changed the cart. */
  readonly seenPrice: Money;
  readonly offer: Offer | null;
};

/** What we know of a variant; `available` is null while inventory has told nothing. */
export type Offer = {
  readonly variantId: string;
  readonly sku: string;
  readonly title: string;
  readonly price: Money;
  readonly isPublished: boolean;
  readonly available: number | null;
};

export type PricedCartLine = CartLine & { readonly unitPrice: Money; readonly total: Money };
export type PricedCart = Cart & {
  readonly lines: readonly PricedCartLine[];
  readonly subtotal: Money;
  readonly total: Money;
  readonly problems: readonly CartProblem[];
};

export type CartProblem =
  | { readonly __typename: 'InsufficientStockProblem'; readonly lineId: string; readonly available: number }
  | {
      readonly __typename: 'PriceChangedProblem';
      readonly lineId: string;
      readonly from: Money;
      readonly to: Money;
    }
  | { readonly __typename: 'UnavailableProblem'; readonly lineId: string };

export type Shortage = { readonly variantId: string; readonly requested: number; readonly available: number };

export type MergedLines = {
  /** Ids of the guest's lines that change their cart. */
  readonly moved: readonly string[];
  /** Own lines with their new quantity. */
  readonly raised: readonly { readonly id: string; readonly quantity: number }[];
};
