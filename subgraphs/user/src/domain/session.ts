/**
 * What the use of a refresh token means. A token that comes a second time was copied: who holds the copy cannot be
 * told, so the whole session ends.
 */
export function judgeRefresh(session: Session, token: RefreshToken, now: Date): 'renew' | 'reuse' | 'refuse' {
  if (session.revokedAt || session.expiresAt <= now) return 'refuse';
  if (token.usedAt) return 'reuse';
  return token.expiresAt > now ? 'renew' : 'refuse';
}

/** The earlier of two moments. */
export const earlier = (a: Date, b: Date): Date => (a < b ? a : b);

export type Session = {
  readonly id: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
  /** When the last access token of this session expires. */
  readonly accessUntil: Date;
  readonly revokedAt: Date | null;
};

export type RefreshToken = {
  readonly hash: string;
  readonly tenantId: string;
  readonly sessionId: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
};
