import { validate, type Identity, type ValidationError } from '@bazaar/kit';
import { addToOutbox } from '@bazaar/messaging';
import { z } from 'zod';
import type { App } from '../context.ts';
import { lockSessionOfToken, revokeSessions, saveRefresh } from '../data/session-repository.ts';
import { findUsers } from '../data/user-repository.ts';
import { judgeRefresh } from '../domain/session.ts';
import { refreshTokenHash } from '../security/tokens.ts';
import { issueTokens, type Tokens } from './open-session.ts';
import { sessionsRevoked } from './user-messages.ts';

/** Exchanges a refresh token for new tokens; a reused one ends its session. */
export async function refreshSession(
  app: App,
  identity: Identity,
  input: unknown,
): Promise<RefreshSessionResult> {
  const checked = validate(refreshSessionInput, input);
  if (!checked.ok) return checked.error;
  const { tenantId } = identity;
  const hash = refreshTokenHash(checked.value.refreshToken);
  const key = await app.keys.current();
  const result = await app.db.transaction<RefreshSessionResult>(async (tx, sql) => {
    const found = await lockSessionOfToken(tx, tenantId, hash);
    if (!found) return invalidRefreshToken();
    const { session, token } = found;
    const now = app.now();
    switch (judgeRefresh(session, token, now)) {
      case 'refuse':
        return invalidRefreshToken();
      case 'reuse': {
        const whose = { tenantId, userId: session.userId, sessionId: session.id };
        const revoked = await revokeSessions(tx, whose, now);
        await addToOutbox(sql, [sessionsRevoked(tenantId, session.userId, revoked)]);
        app.logger.warn(whose, 'a refresh token was used twice; its session ended');
        return invalidRefreshToken();
      }
      case 'renew': {
        const [user] = await findUsers(tx, tenantId, [session.userId]);
        const accessUntil = new Date(now.getTime() + app.tokens.accessTokenTtlMs);
        const renewed = { ...session, lastSeenAt: now, accessUntil };
        await saveRefresh(tx, hash, renewed);
        return {
          __typename: 'SessionRefreshSuccess',
          session: await issueTokens(app, tx, key, user!, renewed),
        };
      }
    }
  });
  app.nudge();
  return result;
}

const refreshSessionInput = z.object({ refreshToken: z.string().max(200, 'At most 200 characters.') });

const invalidRefreshToken = (): InvalidRefreshTokenError => ({
  __typename: 'InvalidRefreshTokenError',
  code: 'INVALID_REFRESH_TOKEN',
  message: 'Sign in again.',
  path: ['refreshToken'],
});

export type InvalidRefreshTokenError = {
  __typename: 'InvalidRefreshTokenError';
  code: string;
  message: string;
  path: string[];
};
export type RefreshSessionResult =
  { __typename: 'SessionRefreshSuccess'; session: Tokens } | InvalidRefreshTokenError | ValidationError;
