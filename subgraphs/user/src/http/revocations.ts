import { AppError, createIdentityVerifier, identityHeader, sendJson, type HttpHandler } from '@bazaar/kit';
import type { App } from '../context.ts';
import { findRevocations } from '../data/session-repository.ts';

/**
 * Revoked sessions whose access tokens have not expired yet: what a gateway that starts missed of
 * `user.session-revoked`. For services only, by a signed identity.
 */
export function serveRevocations({ db, now }: Pick<App, 'db' | 'now'>, identitySecret: string): HttpHandler {
  const verify = createIdentityVerifier(identitySecret);
  return async (request, response) => {
    const token = request.headers[identityHeader];
    const { principal } = await verify(Array.isArray(token) ? token[0] : token);
    if (principal.kind !== 'service') throw new AppError('FORBIDDEN');
    sendJson(response, 200, { revocations: await findRevocations(db.prisma, now()) });
  };
}
