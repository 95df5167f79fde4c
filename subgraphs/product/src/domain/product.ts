// Pure rules of the catalogue: types, transitions, invariants. Nothing asynchronous, no clock, no I/O.
import type { Money } from '@bazaar/kit';

/** The cheapest price; where several are, the first. A product has at least one variant. */
export function lowestPrice(prices: readonly Money[]): Money {
  return prices.reduce((lowest, price) => (price.amountMinor < lowest.amountMinor ? price : lowest));
}

/** The index of the first price that is not in the currency of the others, or -1. */
export function foreignCurrencyAt(prices: readonly Money[], currency = prices[0]?.currency): number {
  return prices.findIndex((price) => price.currency !== currency);
}

/** The values that differ from the product's own; undefined leaves a field as it is. */
export function changesOf(product: Product, wanted: ProductChanges): ProductChanges {
  return Object.fromEntries(
    Object.entries(wanted).filter(
      ([field, value]) => value !== undefined && value !== product[field as keyof ProductChanges],
    ),
  );
}

export type ProductStatus = 'DRAFT' | 'PUBLISHED' | 'ARCHIVED';

export type Product = {
  readonly id: string;
  readonly tenantId: string;
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly status: ProductStatus;
  readonly categoryId: string | null;
  readonly priceFrom: Money;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

export type ProductVariant = {
  readonly id: string;
  readonly productId: string;
  readonly sku: string;
  readonly title: string;
  readonly price: Money;
};

export type ProductChanges = Partial<Pick<Product, 'title' | 'description' | 'categoryId'>>;
