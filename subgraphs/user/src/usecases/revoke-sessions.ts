import type { Identity } from '@bazaar/kit';
import { addToOutbox } from '@bazaar/messaging';
import type { App } from '../context.ts';
import { revokeSessions as saveRevocation } from '../data/session-repository.ts';
import { sessionsRevoked } from './user-messages.ts';

/** Signs out the session that asks, or all sessions of its person. Partners and services have none. */
export async function revokeSessions(
  app: App,
  { tenantId, principal }: Identity,
  input: { all?: boolean | null } | null | undefined,
): Promise<RevokeSessionsResult> {
  if (principal.kind !== 'user') return { __typename: 'SessionRevokeSuccess', revoked: 0 };
  const whose = { tenantId, userId: principal.id, ...(!input?.all && { sessionId: principal.sessionId }) };
  const revoked = await app.db.transaction(async (tx, sql) => {
    const sessions = await saveRevocation(tx, whose, app.now());
    if (sessions.length > 0) await addToOutbox(sql, [sessionsRevoked(tenantId, principal.id, sessions)]);
    return sessions.length;
  });
  app.nudge();
  return { __typename: 'SessionRevokeSuccess', revoked };
}

export type RevokeSessionsResult = { __typename: 'SessionRevokeSuccess'; revoked: number };
