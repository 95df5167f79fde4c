import { hasPermission, userIdOf, type Identity } from '@bazaar/kit';
import DataLoader from 'dataloader';
import type { Database } from './database.ts';
import { findViewsByIds, findViewsByOrderIds, type ViewScope } from './payment-repository.ts';
import type { PaymentView } from './payment-rows.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/** One set a request: caches and batches for that request's tenant and viewer, and dies with it. */
export function createLoaders(db: Database, identity: Identity) {
  const scope = scopeOf(identity);
  return {
    paymentById: new DataLoader<string, PaymentView | null>((ids) => findViewsByIds(db.prisma, scope, ids)),
    paymentsByOrderId: new DataLoader<string, PaymentView[]>((orderIds) =>
      findViewsByOrderIds(db.prisma, scope, orderIds),
    ),
  };
}

/** People see the payments of their own orders, staff with `payment:read` all of the tenant. */
function scopeOf(identity: Identity): ViewScope {
  const { tenantId } = identity;
  if (hasPermission(identity, 'payment:read')) return { tenantId };
  return { tenantId, customerId: userIdOf(identity) ?? 'nobody' };
}
