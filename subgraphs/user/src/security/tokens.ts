import { createHash, randomBytes } from 'node:crypto';
import { newUuidV7 } from '@bazaar/kit';
import { SignJWT } from 'jose';
import type { User } from '../domain/user.ts';
import type { SigningKey } from './key-ring.ts';

/** The access token of a session; the gateway checks it with the published keys. */
export function signAccessToken(
  key: SigningKey,
  claims: { user: User; sessionId: string; issuedAt: Date; expiresAt: Date },
): Promise<string> {
  const { user, sessionId, issuedAt, expiresAt } = claims;
  return new SignJWT({ sid: sessionId, tid: user.tenantId, permissions: user.permissions })
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ: 'JWT' })
    .setIssuer('bazaar')
    .setAudience('bazaar-api')
    .setSubject(user.id)
    .setJti(newUuidV7())
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(key.privateKey);
}

/** 256 random bits; only the hash is kept. */
export function newRefreshToken(): { token: string; hash: string } {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: refreshTokenHash(token) };
}

export const refreshTokenHash = (token: string) => createHash('sha256').update(token).digest('hex');
