import { describe, expect, it } from '@jest/globals';
import { judgeRefresh, type RefreshToken, type Session } from './session.ts';

const at = (seconds: number) => new Date(seconds * 1000);
const session: Session = {
  ...{ id: 'ses_1', tenantId: 'default', userId: 'usr_1', createdAt: at(0), lastSeenAt: at(0) },
  ...{ expiresAt: at(100), accessUntil: at(10), revokedAt: null },
};
const token: RefreshToken = {
  ...{ hash: 'h', tenantId: 'default', sessionId: 'ses_1', createdAt: at(0) },
  ...{ expiresAt: at(50), usedAt: null },
};

describe('a refresh token', () => {
  it('renews its session once', () => {
    expect(judgeRefresh(session, token, at(49))).toBe('renew');
    expect(judgeRefresh(session, { ...token, usedAt: at(1) }, at(2))).toBe('reuse');
  });

  it('is found to be reused also after it expired', () => {
    expect(judgeRefresh(session, { ...token, usedAt: at(1) }, at(60))).toBe('reuse');
  });

  it('is worth nothing once it or its session has expired or was revoked', () => {
    expect(judgeRefresh(session, token, at(50))).toBe('refuse');
    expect(judgeRefresh({ ...session, expiresAt: at(20) }, token, at(20))).toBe('refuse');
    expect(judgeRefresh({ ...session, revokedAt: at(1) }, { ...token, usedAt: at(1) }, at(2))).toBe('refuse');
  });
});
