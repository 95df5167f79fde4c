// The HTTP door of a service: routes, health, limits and draining. Knows no GraphQL.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError, errorCatalogue } from '../errors.ts';
import type { Logger } from '../logger.ts';

// `import` reads every export, and some of these load Node's whole HTTP client: 16 MiB instead of 3 (docs/adr/0016).
const { createServer } = process.getBuiltinModule('node:http');

export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

export type HttpServerOptions = {
  host: string;
  port: number;
  logger: Logger;
  /** `'POST /graphql'` → handler; a path without a method takes every method. */
  routes: Readonly<Record<string, HttpHandler>>;
  /** What to do with a path that no route names; 404 unless given. */
  fallback?: HttpHandler;
  /** How long requests in flight may take once the service stops. */
  drainTimeoutMs?: number;
};

export type HttpServer = {
  /** `http://127.0.0.1:4001` once started. */
  url(): string;
  server: ReturnType<typeof createServer>;
  start(): Promise<void>;
  /** Takes no new request, lets those in flight finish within the bound, then closes. */
  stop(): Promise<void>;
};

export function createHttpServer(options: HttpServerOptions): HttpServer {
  const server = createServer((request, response) => {
    response.on('close', closeIfStopping);
    void dispatch(options, request, response);
  });
  // A connection that becomes idle while we stop would be kept alive, and hold the stop up to its bound.
  const closeIfStopping = () => {
    if (!server.listening) setImmediate(() => server.closeIdleConnections());
  };
  // Above the usual 60 s of load balancers, so that the client side closes idle connections first.
  server.keepAliveTimeout = 65_000;
  const url = () => {
    const { port } = server.address() as AddressInfo;
    return `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`;
  };
  return {
    url,
    server,
    start: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(options.port, options.host, () => {
          server.off('error', reject);
          resolve();
        });
      }),
    stop: () =>
      new Promise((resolve) => {
        if (!server.listening) return resolve();
        const bound = setTimeout(() => server.closeAllConnections(), options.drainTimeoutMs ?? 10_000);
        server.close(() => {
          clearTimeout(bound);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

/** Reads a request's body; rejects with PAYLOAD_TOO_LARGE beyond the limit (1 MiB unless given). */
export async function readBody(request: IncomingMessage, limitBytes = 1_048_576): Promise<Buffer> {
  // A small body comes in one piece with the head, and is there once anything has been waited for.
  const body = request.complete && !request.destroyed ? wholeOf(request) : await collect(request, limitBytes);
  if (body.length > limitBytes) throw new AppError('PAYLOAD_TOO_LARGE');
  return body;
}

const wholeOf = (request: IncomingMessage) => (request.read() as Buffer | null) ?? Buffer.alloc(0);

function collect(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const brokenOff = () => reject(new Error('the connection was closed in the middle of the body'));
    if (request.destroyed) return brokenOff();
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limitBytes) {
        request.pause();
        reject(new AppError('PAYLOAD_TOO_LARGE'));
      } else chunks.push(chunk);
    });
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => {
      if (!request.complete) brokenOff();
    });
  });
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers?: Readonly<Record<string, string>>,
): void {
  response.writeHead(status, { ...headers, 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

async function dispatch(
  options: HttpServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { url = '/' } = request;
  const end = url.indexOf('?');
  const path = end < 0 ? url : url.slice(0, end);
  const handler =
    options.routes[`${request.method} ${path}`] ?? options.routes[path] ?? options.fallback ?? notFound;
  try {
    await handler(request, response);
  } catch (error) {
    const code = error instanceof AppError ? error.code : 'INTERNAL_SERVER_ERROR';
    const { status, level, message } = errorCatalogue[code];
    options.logger[level]({ err: error, path }, 'request failed');
    if (!response.headersSent) {
      // The rest of a refused body is not read: the connection cannot be used again.
      if (code === 'PAYLOAD_TOO_LARGE') response.setHeader('connection', 'close');
      sendJson(response, status, { errors: [{ message, extensions: { code } }] });
    } else response.destroy();
  }
}

const notFound: HttpHandler = (_request, response) =>
  sendJson(response, 404, { error: 'There is nothing here.' });
