import type { CursorPosition } from '@bazaar/kit';
import type { Facts, Kind, Notification } from '../domain/notification.ts';
import type { Notification as Row } from '../generated/prisma/client.ts';
import type { Tx } from './database.ts';

export type Feed = { tenantId: string; userId: string; unreadOnly: boolean };

/** False when the person was told of this before. */
export async function insertNotification(
  tx: Tx,
  notification: Notification,
  dedupeKey: string,
): Promise<boolean> {
  const { facts, ...row } = notification;
  const { count } = await tx.notification.createMany({
    data: [{ ...row, facts: facts, dedupeKey }],
    skipDuplicates: true,
  });
  return count === 1;
}

/** `limit + 1` entries of a feed beyond the position, newest first: ids sort by time. */
export async function findFeedPage(
  tx: Tx,
  feed: Feed,
  limit: number,
  position: CursorPosition | null,
): Promise<Notification[]> {
  const rows = await tx.notification.findMany({
    where: { ...whereFeed(feed), ...(position && { id: { lt: String(position[0]) } }) },
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  return rows.map(toNotification);
}

export const countFeed = (tx: Tx, feed: Feed): Promise<number> =>
  tx.notification.count({ where: whereFeed(feed) });

/** Those of the person's own, in any order. */
export async function findNotifications(
  tx: Tx,
  owner: { tenantId: string; userId: string },
  by: { ids: readonly string[] } | { orderIds: readonly string[] },
): Promise<Notification[]> {
  const which = 'ids' in by ? { id: { in: [...by.ids] } } : { orderId: { in: [...by.orderIds] } };
  const rows = await tx.notification.findMany({
    where: { ...owner, ...which, isInApp: true },
    orderBy: { id: 'asc' },
  });
  return rows.map(toNotification);
}

export async function findNotification(tx: Tx, id: string): Promise<Notification | null> {
  const row = await tx.notification.findUnique({ where: { id } });
  return row && toNotification(row);
}

/** Keeps the first time; null when there is no such notification in the person's feed. */
export async function markRead(
  tx: Tx,
  owner: { tenantId: string; userId: string },
  id: string,
  now: Date,
): Promise<Notification | null> {
  await tx.notification.updateMany({
    where: { ...owner, id, isInApp: true, readAt: null },
    data: { readAt: now },
  });
  const [found] = await findNotifications(tx, owner, { ids: [id] });
  return found ?? null;
}

const whereFeed = ({ tenantId, userId, unreadOnly }: Feed) => ({
  tenantId,
  userId,
  isInApp: true,
  ...(unreadOnly && { readAt: null }),
});

const toNotification = ({ dedupeKey: _dedupeKey, kind, facts, ...row }: Row): Notification => ({
  ...row,
  kind: kind as Kind,
  facts: facts as unknown as Facts,
});
