import { toConnection, toPageRequest, type Connection, type PageArguments } from '@bazaar/kit';
import type { App } from '../context.ts';
import { countFeed, findFeedPage, type Feed } from '../data/notification-repository.ts';
import type { Notification } from '../domain/notification.ts';

/** A page of a person's feed, newest first. */
export async function listNotifications(
  app: App,
  owner: { tenantId: string; userId: string },
  args: PageArguments & { unreadOnly?: boolean | null },
): Promise<NotificationPage> {
  const feed: Feed = { ...owner, unreadOnly: args.unreadOnly ?? false };
  const page = toPageRequest(args, app.cursors, feed);
  const rows = await findFeedPage(app.db.prisma, feed, page.limit, page.position);
  return {
    ...toConnection(rows, page, ({ id }) => app.cursors.encode(feed, [id])),
    totalCount: () => countFeed(app.db.prisma, feed),
    unreadCount: () => countFeed(app.db.prisma, { ...feed, unreadOnly: true }),
  };
}

/** The counts are queries of their own, made only when they are asked for. */
export type NotificationPage = Connection<Notification> & {
  totalCount: () => Promise<number>;
  unreadCount: () => Promise<number>;
};
