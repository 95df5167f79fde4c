import {
  inputs,
  notFoundError,
  userIdOf,
  validate,
  type Identity,
  type NotFoundError,
  type ValidationError,
} from '@bazaar/kit';
import { z } from 'zod';
import type { App } from '../context.ts';
import { markRead } from '../data/notification-repository.ts';
import type { Notification } from '../domain/notification.ts';

/** Marks one of the caller's own as read; the first time counts. */
export async function readNotification(
  app: App,
  identity: Identity,
  input: unknown,
): Promise<ReadNotificationResult> {
  const checked = validate(readNotificationInput, input);
  if (!checked.ok) return checked.error;
  const { id } = checked.value;
  const userId = userIdOf(identity);
  const notification = userId
    ? await markRead(app.db.prisma, { tenantId: identity.tenantId, userId }, id, app.now())
    : null;
  return notification
    ? { __typename: 'NotificationReadSuccess', notification }
    : notFoundError(id, 'notification');
}

const readNotificationInput = z.object({ id: inputs.id('Notification') });

export type ReadNotificationResult =
  { __typename: 'NotificationReadSuccess'; notification: Notification } | NotFoundError | ValidationError;
