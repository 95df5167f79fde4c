import { anonymous, AppError, defaultTenantId, type Identity } from '@bazaar/kit';
import type { Denylist } from './denylist.ts';
import type { Partner, Partners } from './partners.ts';
import type { TokenVerifier } from './tokens.ts';
import type { Viewer } from './viewer.ts';

/** What a client sent to prove who it is: header values, or a socket's connection parameters. */
export type Credentials = { readonly authorization?: string; readonly apiKey?: string };

/** Credentials → viewer. Nothing given is anonymous; anything given that does not hold is UNAUTHENTICATED. */
export function createIdentify(parts: {
  partners: Partners;
  denylist: Denylist;
  verifyToken?: TokenVerifier;
}): (credentials: Credentials) => Promise<Viewer> {
  return async ({ authorization, apiKey }) => {
    const partner = apiKey === undefined ? undefined : parts.partners.find(apiKey);
    if (authorization === undefined) {
      return { identity: partner ? identityOf(partner) : anonymous, partner };
    }
    const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    if (token === undefined || !parts.verifyToken) {
      throw new AppError('UNAUTHENTICATED', 'The authorization header is not one that is understood here.');
    }
    const { identity, sessionId, expiresAtMs, scopes } = await parts.verifyToken(token);
    if (parts.denylist.has(sessionId)) throw new AppError('UNAUTHENTICATED', 'This session was ended.');
    return { identity, partner, expiresAtMs, scopes };
  };
}

const identityOf = (partner: Partner): Identity => ({
  tenantId: defaultTenantId,
  principal: { kind: 'partner', id: partner.id },
  permissions: partner.permissions,
});
