import { notificationCreatedV1 } from '@bazaar/events';
import { newId } from '@bazaar/kit';
import { addToOutbox, outboxMessage, sqlFromPrisma } from '@bazaar/messaging';
import type { App } from '../context.ts';
import type { Tx } from '../data/database.ts';
import { insertEmailDelivery } from '../data/delivery-repository.ts';
import { enqueueEmail } from '../data/job-queue.ts';
import { insertNotification } from '../data/notification-repository.ts';
import { findPreferences, findRecipient } from '../data/recipient-repository.ts';
import { dedupeKeyOf, isEnabled, type Facts, type Notification } from '../domain/notification.ts';
import { feedText } from '../domain/templates.ts';

/** Tells a person once of something: a feed entry, and a mail that a job will send. */
export async function notify(app: Pick<App, 'now'>, tx: Tx, about: About): Promise<void> {
  const { tenantId, userId, orderId, facts } = about;
  const recipient = await findRecipient(tx, { tenantId, userId });
  // Registrations travel on another topic, so an order can overtake its customer. It is tried again later.
  if (!recipient) throw new Error(`the recipient ${userId} is not known yet`);
  const preferences = await findPreferences(tx, { tenantId, userId });
  const now = app.now();
  const notification: Notification = {
    id: newId('Notification', now.getTime()),
    tenantId,
    userId,
    kind: facts.kind,
    orderId,
    ...feedText(facts, recipient.locale),
    facts,
    isInApp: isEnabled(preferences, facts.kind, 'IN_APP'),
    readAt: null,
    createdAt: now,
  };
  if (!(await insertNotification(tx, notification, dedupeKeyOf(orderId, facts)))) return;
  const sql = sqlFromPrisma(tx);
  await insertEmailDelivery(tx, tenantId, notification.id);
  await enqueueEmail(sql, notification.id);
  if (!notification.isInApp) return;
  const payload = { notificationId: notification.id, userId, kind: notification.kind };
  await addToOutbox(sql, [outboxMessage(notificationCreatedV1, notification.id, payload, { tenantId })]);
}

export type About = { tenantId: string; userId: string; orderId: string; facts: Facts };
