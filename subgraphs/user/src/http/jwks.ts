// The doors besides GraphQL: what the gateway reads from us by plain HTTP.
import { sendJson, type HttpHandler } from '@bazaar/kit';
import type { App } from '../context.ts';

/** The keys that access tokens are checked with (RFC 7517). */
export const serveJwks =
  ({ keys }: Pick<App, 'keys'>): HttpHandler =>
  async (_request, response) => {
    response.setHeader('cache-control', 'public, max-age=60');
    sendJson(response, 200, { keys: await keys.publicKeys() });
  };
