import type { Identity } from '@bazaar/kit';
import DataLoader from 'dataloader';
import type { Product } from '../domain/product.ts';
import type { Database } from './database.ts';
import { findProductsByIds } from './product-repository.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/** One set a request: caches and batches for that request's tenant, and dies with it. */
export function createLoaders(db: Database, identity: Identity) {
  return {
    productById: new DataLoader<string, Product | null>((ids) => findProductsByIds(db.prisma, identity.tenantId, ids)),
  };
}
