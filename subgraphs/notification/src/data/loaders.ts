import { isId, userIdOf, type Identity } from '@bazaar/kit';
import DataLoader from 'dataloader';
import type { Notification } from '../domain/notification.ts';
import type { Database } from './database.ts';
import { findNotifications } from './notification-repository.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/** One set a request; each shows a person's own notifications and nobody else's. */
export function createLoaders({ prisma }: Database, identity: Identity) {
  const userId = userIdOf(identity);
  const owner = userId === undefined ? null : { tenantId: identity.tenantId, userId };
  return {
    notificationById: new DataLoader<string, Notification | null>(async (ids) => {
      const known = ids.filter((id) => isId('Notification', id));
      const rows = owner && known.length > 0 ? await findNotifications(prisma, owner, { ids: known }) : [];
      const byId = new Map(rows.map((row) => [row.id, row]));
      return ids.map((id) => byId.get(id) ?? null);
    }, uncached),
    notificationsByOrderId: new DataLoader<string, Notification[]>(async (orderIds) => {
      const known = orderIds.filter((id) => isId('Order', id));
      const rows =
        owner && known.length > 0 ? await findNotifications(prisma, owner, { orderIds: known }) : [];
      const byOrder = Map.groupBy(rows, (row) => row.orderId);
      return orderIds.map((id) => byOrder.get(id) ?? []);
    }, uncached),
  };
}

// They batch and don't remember: the second mutation of a request must not see what the first one's answer read.
const uncached = { cache: false };
