import { createSecretKey } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { AppError } from './errors.ts';

/** Who is asking, as the gateway found out. Subgraphs believe this and nothing else. */
export type Identity = {
  readonly tenantId: string;
  readonly principal:
    | { readonly kind: 'user'; readonly id: string; readonly sessionId: string }
    | { readonly kind: 'partner'; readonly id: string }
    | { readonly kind: 'service'; readonly id: string }
    | { readonly kind: 'anonymous' };
  /** `resource:action`, e.g. `product:write`. */
  readonly permissions: readonly string[];
};

/** The tenant of a platform with one shop. */
export const defaultTenantId = 'default';

/** Header that carries the signed identity from the gateway to a subgraph. */
export const identityHeader = 'x-bazaar-identity';

export const anonymous: Identity = {
  tenantId: defaultTenantId,
  principal: { kind: 'anonymous' },
  permissions: [],
};

const audience = 'bazaar-subgraphs';

/** Signs identities for one minute; a signature is reused for the first half of its life. */
export function createIdentitySigner(secret: string): (identity: Identity) => Promise<string> {
  const key = createSecretKey(Buffer.from(secret));
  // A caller that is known comes as the same object each time; one that is read anew is told by its content.
  const byObject = new WeakMap<Identity, SignedIdentity>();
  const cache = new Map<string, SignedIdentity>();
  return (identity) => {
    const now = Date.now();
    const known = byObject.get(identity);
    if (known && known.until > now) return known.token;
    const signed = signOnce(identity, now);
    byObject.set(identity, signed);
    return signed.token;
  };

  function signOnce(identity: Identity, now: number): SignedIdentity {
    const cacheKey = JSON.stringify(identity);
    const cached = cache.get(cacheKey);
    if (cached && cached.until > now) return cached;
    if (cache.size > 10_000) cache.clear();
    const token = new SignJWT({ ...identity })
      .setProtectedHeader({ alg: 'HS256' })
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime('60s')
      .sign(key);
    const signed = { token, until: now + 30_000 };
    cache.set(cacheKey, signed);
    return signed;
  }
}

type SignedIdentity = { readonly token: Promise<string>; readonly until: number };

/** Checks a signed identity; throws UNAUTHENTICATED for a missing, forged or expired one. */
export function createIdentityVerifier(secret: string): (token: string | undefined) => Promise<Identity> {
  const key = createSecretKey(Buffer.from(secret));
  const cache = new Map<string, { identity: Identity; expiresAt: number }>();
  return async (token) => {
    if (!token) throw new AppError('UNAUTHENTICATED', 'This service answers the gateway only.');
    const cached = cache.get(token);
    if (cached && cached.expiresAt > Date.now()) return cached.identity;
    try {
      const { payload } = await jwtVerify(token, key, { audience, algorithms: ['HS256'] });
      const { tenantId, principal, permissions } = payload as unknown as Identity;
      const identity: Identity = { tenantId, principal, permissions };
      if (cache.size > 10_000) cache.clear();
      cache.set(token, { identity, expiresAt: (payload.exp ?? 0) * 1000 });
      return identity;
    } catch (cause) {
      throw new AppError('UNAUTHENTICATED', 'This service answers the gateway only.', { cause });
    }
  };
}

export const isSignedIn = (identity: Identity): boolean => identity.principal.kind !== 'anonymous';
export const hasPermission = (identity: Identity, permission: string): boolean =>
  identity.permissions.includes(permission);
/** The signed-in person's id, or undefined for partners, services and strangers. */
export const userIdOf = (identity: Identity): string | undefined =>
  identity.principal.kind === 'user' ? identity.principal.id : undefined;
/** Stable name of the principal, e.g. as the scope of idempotency keys. */
export const principalIdOf = (identity: Identity): string =>
  identity.principal.kind === 'anonymous' ? 'anonymous' : identity.principal.id;
