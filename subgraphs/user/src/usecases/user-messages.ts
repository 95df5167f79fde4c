import { userRegisteredV1, userSessionRevokedV1 } from '@bazaar/events';
import { outboxMessage } from '@bazaar/messaging';
import type { User } from '../domain/user.ts';

// What accounts tell the others. Never a password, a hash or a token.

export const registered = ({ id, tenantId, email, name, locale }: User) =>
  outboxMessage(userRegisteredV1, id, { userId: id, email, name, locale }, { tenantId });

/** `sessions` holds at least one. */
export function sessionsRevoked(
  tenantId: string,
  userId: string,
  sessions: readonly { id: string; accessUntil: Date }[],
) {
  const refusedUntil = new Date(Math.max(...sessions.map((session) => session.accessUntil.getTime())));
  return outboxMessage(
    userSessionRevokedV1,
    userId,
    { userId, sessionIds: sessions.map((session) => session.id), refusedUntil: refusedUntil.toISOString() },
    { tenantId },
  );
}
