// One verb, one file: authorise → load → decide → save and outbox in one transaction. Who may call at all is
// said by `@auth` in the schema. No GraphQL types, no Kafka client, no HTTP.
import { newId } from '@bazaar/kit';
import type { App } from '../context.ts';
import type { Tx } from '../data/database.ts';
import { insertRefreshToken, insertSession } from '../data/session-repository.ts';
import { earlier, type Session } from '../domain/session.ts';
import type { User } from '../domain/user.ts';
import type { SigningKey } from '../security/key-ring.ts';
import { newRefreshToken, signAccessToken } from '../security/tokens.ts';

/** Begins a session of a person who has proved to be that person. */
export async function openSession(app: SessionParts, tx: Tx, key: SigningKey, user: User): Promise<Tokens> {
  const now = app.now();
  const session: Session = {
    id: newId('Session', now.getTime()),
    tenantId: user.tenantId,
    userId: user.id,
    createdAt: now,
    lastSeenAt: now,
    expiresAt: new Date(now.getTime() + app.tokens.sessionTtlMs),
    accessUntil: new Date(now.getTime() + app.tokens.accessTokenTtlMs),
    revokedAt: null,
  };
  await insertSession(tx, session);
  return issueTokens(app, tx, key, user, session);
}

/** An access token that lives until `session.accessUntil`, and the next refresh token of the session. */
export async function issueTokens(
  app: SessionParts,
  tx: Tx,
  key: SigningKey,
  user: User,
  session: Session,
): Promise<Tokens> {
  const { token, hash } = newRefreshToken();
  await insertRefreshToken(tx, {
    hash,
    tenantId: session.tenantId,
    sessionId: session.id,
    createdAt: session.lastSeenAt,
    expiresAt: earlier(
      session.expiresAt,
      new Date(session.lastSeenAt.getTime() + app.tokens.refreshTokenTtlMs),
    ),
    usedAt: null,
  });
  const accessToken = await signAccessToken(key, {
    user,
    sessionId: session.id,
    issuedAt: session.lastSeenAt,
    expiresAt: session.accessUntil,
  });
  return { accessToken, refreshToken: token, expiresAt: session.accessUntil };
}

export type Tokens = { accessToken: string; refreshToken: string; expiresAt: Date };
type SessionParts = Pick<App, 'tokens' | 'now'>;
