import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpHandler } from '@bazaar/kit';

/** A request header's value; the first where a client sent several. */
export function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** What every answer tells a browser not to do. Pages that are made for browsers loosen their policy themselves. */
export function securityHeaders(isProduction: boolean): Headers {
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

export function withHeaders(headers: Headers, handler: HttpHandler): HttpHandler {
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

/**
 * What every answer to a GraphQL request carries. Cross-origin requests are for the origins that are named; there are no
 * cookies, so credentials are never allowed.
 */
export function createGraphqlHeaders(security: Headers, origins: ReadonlySet<string>): GraphqlHeaders {
  const always: Headers = { ...security, vary: 'origin' };
  return (request, requestId) => {
    const origin = headerOf(request, 'origin');
    const isAllowed = origin !== undefined && (origins.has(origin) || origins.has('*'));
    if (!isAllowed) return { ...always, 'x-request-id': requestId };
    return {
      ...always,
      'x-request-id': requestId,
      'access-control-allow-origin': origin,
      'access-control-expose-headers': 'x-request-id',
      'cross-origin-resource-policy': 'cross-origin',
    };
  };
}

/** Answers a preflight; what is not allowed is simply not said. */
export function answerPreflight(response: ServerResponse, headers: Headers): void {
  const isAllowed = 'access-control-allow-origin' in headers;
  response.writeHead(204, { ...headers, ...(isAllowed && allowances) }).end();
}

const allowances: Headers = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': allowedHeaders,
  'access-control-max-age': '86400',
};

/** By lower-case name. */
export type Headers = Readonly<Record<string, string>>;

/** The headers of the answer to one request. */
type GraphqlHeaders = (request: IncomingMessage, requestId: string) => Headers;
