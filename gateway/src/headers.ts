import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpHandler } from '@bazaar/kit';

/** A request header's value; the first where a client sent several. */
export function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** What every answer tells a browser not to do. Pages that are made for browsers loosen their policy themselves. */
export function securityHeaders(isProduction: boolean): Readonly<Record<string, string>> {
  return {
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-site',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...(isProduction && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  };
}

export function withHeaders(headers: Readonly<Record<string, string>>, handler: HttpHandler): HttpHandler {
  return (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    return handler(request, response);
  };
}

const allowedHeaders = [
  'apollo-require-preflight',
  'apollographql-client-name',
  'apollographql-client-version',
  'authorization',
  'bazaar-explain',
  'content-type',
  'idempotency-key',
  'traceparent',
  'x-api-key',
  'x-apollo-operation-name',
  'x-request-id',
].join(', ');

/** Cross-origin requests, for the origins that are named. There are no cookies, so credentials are never allowed. */
export function allowOrigin(
  request: IncomingMessage,
  response: ServerResponse,
  origins: ReadonlySet<string>,
): void {
  response.setHeader('vary', 'origin');
  const origin = headerOf(request, 'origin');
  if (origin === undefined || !(origins.has(origin) || origins.has('*'))) return;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', 'x-request-id');
  response.setHeader('cross-origin-resource-policy', 'cross-origin');
}

/** Answers a preflight; what is not allowed is simply not said. */
export function answerPreflight(response: ServerResponse): void {
  if (response.hasHeader('access-control-allow-origin')) {
    response.setHeader('access-control-allow-methods', 'GET, POST');
    response.setHeader('access-control-allow-headers', allowedHeaders);
    response.setHeader('access-control-max-age', '86400');
  }
  response.writeHead(204).end();
}
