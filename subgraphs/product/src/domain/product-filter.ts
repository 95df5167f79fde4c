import { hasPermission, type Identity } from '@bazaar/kit';

/** Whose catalogue is seen, and whether drafts and archived products belong to it. */
export type View = { readonly tenantId: string; readonly publishedOnly: boolean };

/** The public sees what is on sale; staff sees everything. */
export const viewOf = (identity: Identity): View => ({
  tenantId: identity.tenantId,
  publishedOnly: !hasPermission(identity, 'product:write') && !hasPermission(identity, 'product:read'),
});

/** How deep `and`, `or` and `not` are nested; a filter without them has depth 1. */
export function filterDepth(filter: ProductFilter): number {
  const nested = [...(filter.and ?? []), ...(filter.or ?? []), ...(filter.not ? [filter.not] : [])];
  return 1 + Math.max(0, ...nested.map(filterDepth));
}

/** Conditions that all must hold; null and undefined say nothing. */
export type ProductFilter = {
  readonly and?: readonly ProductFilter[] | null;
  readonly or?: readonly ProductFilter[] | null;
  readonly not?: ProductFilter | null;
  readonly title?: TextFilter | null;
  readonly slug?: TextFilter | null;
  readonly categoryId?: { readonly eq?: string | null; readonly in?: readonly string[] | null } | null;
  readonly status?: readonly string[] | null;
  /** Decimals in the main unit. */
  readonly price?: { readonly gte?: string | null; readonly lte?: string | null } | null;
  readonly inStock?: boolean | null;
  readonly search?: string | null;
};

export type TextFilter = {
  readonly eq?: string | null;
  readonly in?: readonly string[] | null;
  readonly contains?: string | null;
  readonly startsWith?: string | null;
};

export type ProductOrder = readonly {
  readonly field: 'TITLE' | 'PRICE' | 'CREATED_AT';
  readonly direction: 'ASC' | 'DESC';
}[];
