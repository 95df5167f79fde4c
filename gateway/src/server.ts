// The HTTP door: routes, credentials, the operation that a request means. What answers it is Apollo Server.
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  AppError,
  createHealth,
  createHttpServer,
  currentTrace,
  idempotencyHeader,
  readBody,
  sendJson,
  traceFrom,
  withTrace,
  type Health,
  type HttpHandler,
  type HttpServer,
  type Logger,
  type Trace,
} from '@bazaar/kit';
import { serveApollo } from '@bazaar/kit/graphql-http';
import { untilClientLeaves } from './client-signal.ts';
import type { Config } from './config.ts';
import { refusal, toRefusal } from './errors.ts';
import { examples } from './explorer/examples.ts';
import { createExplorer } from './explorer/explorer.ts';
import type { Door } from './fast-path/fast-path.ts';
import {
  answerPreflight,
  createGraphqlHeaders,
  headerOf,
  securityHeaders,
  withHeaders,
  type Headers,
} from './headers.ts';
import type { Credentials } from './identity/identify.ts';
import type { Viewer } from './identity/viewer.ts';
import { admit } from './operations/admit.ts';
import { idempotencyKeyOf } from './operations/idempotency-key.ts';
import type { Manifest } from './operations/manifest.ts';
import type { ContextFactory, GatewayContext } from './request-context.ts';
import { readParameters, readSearchParameters, toSearch } from './operations/parameters.ts';

export function createServer(parts: ServerParts): { http: HttpServer; health: Health } {
  const { config, logger } = parts;
  const headers = securityHeaders(config.production);
  const health = createHealth([]);
  const graphql = createGraphqlHandler(parts, headers);
  const explorer = config.introspection
    ? createExplorer({ defaultQuery: config.tokens && examples })
    : { routes: {}, fallback: undefined };
  const others: Record<string, HttpHandler> = { ...explorer.routes, ...health.routes };
  const http = createHttpServer({
    host: config.host,
    port: config.port,
    logger,
    routes: {
      'GET /graphql': graphql,
      'POST /graphql': graphql,
      'OPTIONS /graphql': graphql,
      ...Object.fromEntries(
        Object.entries(others).map(([route, handler]) => [route, withHeaders(headers, handler)]),
      ),
    },
    fallback: withHeaders(headers, explorer.fallback ?? nothingHere),
  });
  return { http, health };
}

function createGraphqlHandler(parts: ServerParts, security: Headers): HttpHandler {
  const { config, logger } = parts;
  const origins = new Set([...config.corsOrigins, ...(config.production ? [] : sandboxOrigins)]);
  const headersFor = createGraphqlHeaders(security, origins);
  return (request, response) => {
    const trace = traceOf(request);
    const headers = headersFor(request, trace.requestId);
    if (request.method === 'OPTIONS') return answerPreflight(response, headers);
    return withTrace(trace, () =>
      answer(parts, request, response, { trace, headers }).catch((error: unknown) =>
        refuse(response, error, headers, logger),
      ),
    );
  };
}

/** Who asks, then for what, then whether they may; only then does Apollo Server see the request. */
async function answer(
  parts: ServerParts,
  request: IncomingMessage,
  response: ServerResponse,
  { trace, headers }: { trace: Trace; headers: Headers },
) {
  const { config, apollo, identify, clientManifest } = parts;
  const isOthersToCheck = config.forwardedHeaders.includes('authorization');
  const viewer = await identify({
    authorization: isOthersToCheck ? undefined : headerOf(request, 'authorization'),
    apiKey: headerOf(request, 'x-api-key'),
  });
  const client = {
    name: headerOf(request, 'apollographql-client-name'),
    version: headerOf(request, 'apollographql-client-version'),
  };
  const context = await parts.createContext(
    { viewer, trace, transport: 'http', signal: untilClientLeaves(request), client },
    forwardedOf(request, config.forwardedHeaders),
  );
  const createContext = () => Promise.resolve(context);
  if (request.method === 'GET') {
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const search = toSearch(admit(viewer, readSearchParameters(searchParams), clientManifest()));
    await serveApollo(apollo, request, response, { createContext, headers, search });
    return;
  }
  const body = parseJson(request, await readBody(request, config.bodyLimitBytes));
  // A list of operations, or nothing that is JSON: neither is run, and Apollo Server says why.
  const isRun = typeof body === 'object' && body !== null && !Array.isArray(body);
  const admitted = isRun ? admit(viewer, readParameters(body), clientManifest()) : body;
  await serveApollo(apollo, request, response, { createContext, headers, body: admitted });
}

/** The client's headers that go on to the subgraphs: those that the configuration names, and a mutation's key. */
function forwardedOf(request: IncomingMessage, names: readonly string[]): Headers {
  const forwarded: Record<string, string> = {};
  for (const name of names) {
    const value = headerOf(request, name);
    if (value !== undefined) forwarded[name] = value;
  }
  const key = idempotencyKeyOf(request);
  if (key !== undefined) forwarded[idempotencyHeader] = key;
  return forwarded;
}

function parseJson(request: IncomingMessage, raw: Buffer): unknown {
  if (!/^application\/json\s*(;|$)/i.test(headerOf(request, 'content-type') ?? '')) return '';
  try {
    return JSON.parse(raw.toString('utf8')) as unknown;
  } catch {
    throw refusal('BAD_REQUEST', 'The body is no valid JSON.');
  }
}

/** What was refused before Apollo Server saw it, in the same form as its own answers. */
function refuse(response: ServerResponse, error: unknown, headers: Headers, logger: Logger): void {
  const known = toRefusal(error) ?? refusal('INTERNAL_SERVER_ERROR');
  const { http, ...extensions } = known.extensions as { http: { status: number }; code: string };
  const fields = { code: extensions.code, status: http.status, err: error };
  if (http.status >= 500) logger.error(fields, 'request failed');
  else logger.info({ ...fields, err: undefined }, 'request refused');
  if (response.headersSent) return void response.destroy();
  // The rest of a refused body is not read: the connection cannot be used again.
  const isUnread = error instanceof AppError && error.code === 'PAYLOAD_TOO_LARGE';
  const requestId = currentTrace()?.requestId;
  sendJson(
    response,
    http.status,
    { errors: [{ message: known.message, extensions: { ...extensions, requestId } }] },
    { ...headers, 'cache-control': 'no-store', ...(isUnread && { connection: 'close' }) },
  );
}

/** Continues the client's trace, and takes its request id where it is one that can be logged as it is. */
function traceOf(request: IncomingMessage): Trace {
  const requestId = headerOf(request, 'x-request-id');
  const isWellFormed = requestId !== undefined && /^[\w.-]{8,128}$/.test(requestId);
  return traceFrom(headerOf(request, 'traceparent'), isWellFormed ? requestId : undefined);
}

const nothingHere: HttpHandler = (_request, response) =>
  sendJson(response, 404, { error: 'There is nothing here.' });

/** Apollo Sandbox, in development only. */
const sandboxOrigins = ['https://studio.apollographql.com', 'https://sandbox.embed.apollographql.com'];

type ServerParts = {
  config: Config;
  /** Apollo Server, or what stands before it. */
  apollo: Door<GatewayContext>;
  createContext: ContextFactory;
  identify: (credentials: Credentials) => Promise<Viewer>;
  clientManifest: () => Manifest;
  logger: Logger;
};
