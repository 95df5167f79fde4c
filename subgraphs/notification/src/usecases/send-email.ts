import { notificationSentV1 } from '@bazaar/events';
import { addToOutbox, outboxMessage } from '@bazaar/messaging';
import type { App } from '../context.ts';
import { beginEmailAttempt, endEmailDelivery } from '../data/delivery-repository.ts';
import { findNotification } from '../data/notification-repository.ts';
import { findPreferences, findRecipient } from '../data/recipient-repository.ts';
import { isEnabled, messageIdOf, type Notification } from '../domain/notification.ts';
import { mailText } from '../domain/templates.ts';

/**
 * Sends the mail of a notification; rejects when it should be tried again.
 * 1. The attempt is counted and committed. 2. The mail server takes the mail. 3. SENT is committed, with its event.
 * A process that is killed between 2 and 3 sends the mail again, under the same Message-ID: SMTP knows no way to ask.
 */
export async function sendEmail(
  app: Pick<App, 'db' | 'mailer' | 'now' | 'nudge'>,
  notificationId: string,
): Promise<void> {
  const notification = await findNotification(app.db.prisma, notificationId);
  if (!notification || !(await beginEmailAttempt(app.db.prisma, notificationId))) return;
  const owner = { tenantId: notification.tenantId, userId: notification.userId };
  // Asked for now, not when the order was placed: a switch counts from the moment it is set.
  const preferences = await findPreferences(app.db.prisma, owner);
  if (!isEnabled(preferences, notification.kind, 'EMAIL')) {
    return endEmailDelivery(app.db.prisma, notificationId, { status: 'SUPPRESSED' });
  }
  const recipient = await findRecipient(app.db.prisma, owner);
  if (!recipient) throw new Error(`the recipient of ${notificationId} is gone`);
  const result = await app.mailer.send({
    messageId: messageIdOf(notificationId),
    to: recipient.email,
    ...mailText(notification.facts, recipient),
  });
  if (result.outcome === 'refused') {
    return endEmailDelivery(app.db.prisma, notificationId, { status: 'FAILED', lastError: result.reason });
  }
  await recordSent(app, notification);
}

async function recordSent(
  app: Pick<App, 'db' | 'now' | 'nudge'>,
  { id, tenantId, userId, kind }: Notification,
): Promise<void> {
  await app.db.transaction(async (tx, sql) => {
    await endEmailDelivery(tx, id, { status: 'SENT', sentAt: app.now() });
    const payload = { notificationId: id, userId, kind, channel: 'EMAIL' as const };
    await addToOutbox(sql, [outboxMessage(notificationSentV1, id, payload, { tenantId })]);
  });
  app.nudge();
}
