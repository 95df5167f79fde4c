import { hasPermission, principalIdOf, type Identity } from '@bazaar/kit';
import type { OrderView } from './order.ts';

/** Staff sees every order, a customer their own; who is no customer has none. */
export const viewOf = (identity: Identity): OrderView => ({
  tenantId: identity.tenantId,
  customerId: hasPermission(identity, 'order:read') ? null : principalIdOf(identity),
});

/** How deep `and`, `or` and `not` are nested; a filter without them has depth 1. */
export function filterDepth(filter: OrderFilter): number {
  const nested = [...(filter.and ?? []), ...(filter.or ?? []), ...(filter.not ? [filter.not] : [])];
  return 1 + Math.max(0, ...nested.map(filterDepth));
}

/** Conditions that all must hold; null and undefined say nothing. */
export type OrderFilter = {
  readonly and?: readonly OrderFilter[] | null;
  readonly or?: readonly OrderFilter[] | null;
  readonly not?: OrderFilter | null;
  readonly status?: readonly string[] | null;
  readonly paymentStatus?: readonly string[] | null;
  readonly fulfillmentStatus?: readonly string[] | null;
  readonly number?: TextFilter | null;
  readonly customerId?: TextFilter | null;
  readonly variantId?: TextFilter | null;
  readonly sku?: TextFilter | null;
  readonly placedAt?: { readonly gte?: Date | null; readonly lte?: Date | null } | null;
  /** Decimals in the main unit. */
  readonly total?: { readonly gte?: string | null; readonly lte?: string | null } | null;
};

export type TextFilter = {
  readonly eq?: string | null;
  readonly in?: readonly string[] | null;
  readonly contains?: string | null;
  readonly startsWith?: string | null;
};

export type OrderSorting = readonly {
  readonly field: 'PLACED_AT' | 'TOTAL';
  readonly direction: 'ASC' | 'DESC';
}[];
