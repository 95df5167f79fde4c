// Pure rules of the catalogue: types, transitions, invariants. Nothing asynchronous, no clock, no I/O.
export type ProductStatus = 'DRAFT' | 'PUBLISHED' | 'ARCHIVED';

export type Product = {
  readonly id: string;
  readonly tenantId: string;
  readonly slug: string;
  readonly title: string;
  readonly status: ProductStatus;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};
