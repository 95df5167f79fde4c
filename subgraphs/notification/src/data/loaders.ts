import { idsOf, manyByKey, oneByKey, userIdOf, type Identity } from '@bazaar/kit';
import type { Notification } from '../domain/notification.ts';
import type { Database } from './database.ts';
import { findNotifications } from './notification-repository.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/** One set a request; each shows a person's own notifications and nobody else's. */
export function createLoaders({ prisma }: Database, identity: Identity) {
  const userId = userIdOf(identity);
  const owner = userId === undefined ? null : { tenantId: identity.tenantId, userId };
  return {
    notificationById: oneByKey<Notification>(async (ids) => {
      const known = idsOf('Notification', ids);
      return owner && known.length > 0 ? findNotifications(prisma, owner, { ids: known }) : [];
    }, 'id'),
    notificationsByOrderId: manyByKey<Notification>(async (orderIds) => {
      const known = idsOf('Order', orderIds);
      return owner && known.length > 0 ? findNotifications(prisma, owner, { orderIds: known }) : [];
    }, 'orderId'),
  };
}
