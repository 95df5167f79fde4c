import type { RefreshToken, Session } from '../domain/session.ts';
import type { Tx } from './database.ts';

export async function insertSession(tx: Tx, session: Session): Promise<void> {
  await tx.session.create({ data: session });
}

export async function insertRefreshToken(tx: Tx, token: RefreshToken): Promise<void> {
  await tx.refreshToken.create({ data: token });
}

/**
 * A refresh token with its session, whose row is locked until the end of the transaction: of several uses of one
 * token, each sees what the one before it did.
 */
export async function lockSessionOfToken(
  tx: Tx,
  tenantId: string,
  hash: string,
): Promise<{ session: Session; token: RefreshToken } | null> {
  await tx.$queryRaw`/* lockSessionOfToken */
    SELECT s.id FROM session s JOIN refresh_token t ON t.session_id = s.id
    WHERE t.tenant_id = ${tenantId} AND t.hash = ${hash} FOR UPDATE OF s`;
  const found = await tx.refreshToken.findUnique({ where: { hash, tenantId }, include: { session: true } });
  if (!found) return null;
  const { session, ...token } = found;
  return { session, token };
}

/** Notes the use of a refresh token, and how long the session's newest access token lives. */
export async function saveRefresh(
  tx: Tx,
  hash: string,
  { id, lastSeenAt, accessUntil }: Pick<Session, 'id' | 'lastSeenAt' | 'accessUntil'>,
): Promise<void> {
  await tx.refreshToken.update({ where: { hash }, data: { usedAt: lastSeenAt } });
  await tx.session.update({ where: { id }, data: { lastSeenAt, accessUntil } });
}

/** Ends those sessions of a person that have not ended yet (one of them, or all) and answers them. */
export async function revokeSessions(
  tx: Tx,
  whose: { tenantId: string; userId: string; sessionId?: string },
  at: Date,
): Promise<{ id: string; accessUntil: Date }[]> {
  return tx.session.updateManyAndReturn({
    where: {
      tenantId: whose.tenantId,
      userId: whose.userId,
      revokedAt: null,
      ...(whose.sessionId !== undefined && { id: whose.sessionId }),
    },
    data: { revokedAt: at },
    select: { id: true, accessUntil: true },
  });
}

/** Revoked sessions that may still have a living access token, of all tenants. */
export async function findRevocations(
  tx: Tx,
  at: Date,
): Promise<{ sessionId: string; refusedUntil: string }[]> {
  const rows = await tx.session.findMany({
    where: { revokedAt: { not: null }, accessUntil: { gt: at } },
    select: { id: true, accessUntil: true },
  });
  return rows.map((row) => ({ sessionId: row.id, refusedUntil: row.accessUntil.toISOString() }));
}
