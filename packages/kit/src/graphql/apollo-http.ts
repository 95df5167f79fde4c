import type { IncomingMessage, ServerResponse } from 'node:http';
import { HeaderMap, type ApolloServer, type BaseContext } from '@apollo/server';
import { AppError } from '../errors.ts';
import { readBody, sendJson } from '../http/server.ts';

/**
 * Hands a `node:http` request to Apollo Server and writes its answer: the whole of what Express would
 * be needed for. `createContext` runs per operation, also for each of a batch.
 */
export async function serveApollo<Context extends BaseContext>(
  server: Pick<ApolloServer<Context>, 'executeHTTPGraphQLRequest'>,
  request: IncomingMessage,
  response: ServerResponse,
  options: {
    createContext: () => Promise<Context>;
    bodyLimitBytes?: number;
    /** Already read by the caller. */
    body?: unknown;
    /** Instead of the request's own query string. */
    search?: string;
    /** What the answer carries besides Apollo Server's own headers, which go before these. Names in lower case. */
    headers?: Readonly<Record<string, string>>;
  },
): Promise<void> {
  const body = options.body ?? (await parseBody(request, options.bodyLimitBytes));
  if (body === malformed) {
    return sendJson(response, 400, {
      errors: [{ message: 'Invalid JSON in the body.', extensions: { code: 'BAD_REQUEST' } }],
    });
  }
  const answer = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: request.method ?? 'GET',
      headers: toHeaderMap(request),
      search: options.search ?? searchOf(request.url ?? '/'),
      body,
    },
    context: options.createContext,
  });
  const { body: content, status = 200 } = answer;
  if (content.kind === 'complete') {
    const length = Buffer.byteLength(content.string);
    answer.headers.set('content-length', String(length));
    response.writeHead(status, headerList(answer.headers, options.headers));
    // As long in bytes as in characters is ASCII, which is written as it stands.
    response.end(content.string, length === content.string.length ? 'latin1' : 'utf8');
    // What waited for the answer is in the old generation by now and would carry a long text there (docs/adr/0016).
    content.string = '';
    return;
  }
  response.writeHead(status, headerList(answer.headers, options.headers));
  await writeChunks(response, content.asyncIterator);
}

/** Each name with its value after it, for Node to take all at once: one by one, it would keep a table of them first. */
function headerList(own: HeaderMap, others: Readonly<Record<string, string>> = {}): string[] {
  const list: string[] = [];
  for (const [name, value] of own) list.push(name, value);
  for (const name in others) if (!own.has(name)) list.push(name, others[name]!);
  return list;
}

/** Writes as fast as the client reads, and stops when it has left. */
async function writeChunks(response: ServerResponse, chunks: AsyncIterable<string>): Promise<void> {
  for await (const chunk of chunks) {
    if (response.closed) return;
    if (response.write(chunk)) continue;
    await new Promise<void>((resolve) => {
      const go = () => {
        response.off('drain', go).off('close', go);
        resolve();
      };
      response.on('drain', go).on('close', go);
    });
  }
  response.end();
}

const malformed = Symbol('malformed JSON');

async function parseBody(request: IncomingMessage, limitBytes?: number): Promise<unknown> {
  if (request.method !== 'POST') return undefined;
  const raw = await readBody(request, limitBytes);
  if (!(request.headers['content-type'] ?? '').startsWith('application/json')) return {};
  try {
    return JSON.parse(raw.toString('utf8')) as unknown;
  } catch (error) {
    if (error instanceof AppError) throw error;
    return malformed;
  }
}

/** Cut by hand: `//` is a path that clients send and no URL by itself. */
function searchOf(url: string): string {
  const start = url.indexOf('?');
  return start < 0 ? '' : url.slice(start);
}

function toHeaderMap({ headers: given }: IncomingMessage): HeaderMap {
  const headers = new HeaderMap();
  for (const name in given) {
    const value = given[name];
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}
