import { AppError, type Identity } from '@bazaar/kit';
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import { z } from 'zod';
import type { TokenConfig } from '../config.ts';

const claimsSchema = z.object({
  sub: z.string().min(1),
  sid: z.string().min(1),
  tid: z.string().min(1),
  permissions: z.array(z.string()).default([]),
  /** As OAuth writes it: scopes with spaces between them. */
  scope: z.string().default(''),
  exp: z.number(),
});

/** How many verified tokens are remembered, so that a signature is checked once and not with every request. */
const cacheMax = 10_000;

/** Checks access tokens against the keys that the user service publishes; a new key id is fetched when it appears. */
export function createTokenVerifier(config: TokenConfig): TokenVerifier {
  const keys = createRemoteJWKSet(new URL(config.jwksUrl), {
    cooldownDuration: config.cooldownMs,
    cacheMaxAge: 600_000,
    timeoutDuration: 5_000,
  });
  const cache = new Map<string, VerifiedToken>();
  return async (token) => {
    const cached = cache.get(token);
    if (cached && cached.expiresAtMs > Date.now()) return cached;
    cache.delete(token);
    const verified = toVerifiedToken(await verify(token));
    if (cache.size >= cacheMax) cache.clear();
    cache.set(token, verified);
    return verified;
  };

  async function verify(token: string): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: config.issuer,
        audience: config.audience,
        algorithms: ['EdDSA', 'Ed25519', 'ES256'],
        requiredClaims: ['exp'],
      });
      return payload;
    } catch (cause) {
      if (isKeysUnavailable(cause)) {
        throw new AppError('SERVICE_UNAVAILABLE', 'Sign-ins cannot be checked right now; try again.', {
          cause,
        });
      }
      throw new AppError('UNAUTHENTICATED', 'The access token is not valid.', { cause });
    }
  }
}

/** Whether the keys could not be had; every other failure is the token's. */
const isKeysUnavailable = (error: unknown): boolean =>
  error instanceof errors.JWKSTimeout ||
  !(error instanceof errors.JOSEError) ||
  (error.code === 'ERR_JOSE_GENERIC' && error.message.includes('JSON Web Key Set'));

function toVerifiedToken(payload: JWTPayload): VerifiedToken {
  const claims = claimsSchema.safeParse(payload);
  if (!claims.success) throw new AppError('UNAUTHENTICATED', 'The access token is not valid.');
  const { sub, sid, tid, permissions, scope, exp } = claims.data;
  return {
    sessionId: sid,
    expiresAtMs: exp * 1000,
    scopes: scope.split(' ').filter((name) => name !== ''),
    identity: { tenantId: tid, principal: { kind: 'user', id: sub, sessionId: sid }, permissions },
  };
}

export type TokenVerifier = (token: string) => Promise<VerifiedToken>;
export type VerifiedToken = {
  sessionId: string;
  expiresAtMs: number;
  scopes: readonly string[];
  identity: Identity;
};
