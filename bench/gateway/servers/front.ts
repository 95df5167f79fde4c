// The thinnest HTTP front for an Apollo Server, the same for every gateway that stands behind one.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HeaderMap, type ApolloServer } from '@apollo/server';

/** Serves POST requests on a free port and prints `ready <port>`. */
export function serve(answer: Answer): void {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse((chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString()) as Body;
      answer(body, request).then(
        (text) => send(response, text),
        (error: unknown) => {
          console.error(error);
          response.writeHead(500).end();
        },
      );
    });
  });
  server.listen(0, '127.0.0.1', () => console.log(`ready ${(server.address() as AddressInfo).port}`));
}

function send(response: ServerResponse, text: string): void {
  const length = Buffer.byteLength(text);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': length });
  response.end(text);
}

/** An answerer for `serve` over an Apollo Server of any installation. */
export function apolloAnswer(server: ApolloServer<{ authorization: string }>): Answer {
  return async (body, request) => {
    const { body: answered } = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: 'POST',
        headers: new HeaderMap(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
        search: '',
        body,
      },
      context: async () => ({ authorization: request.headers.authorization ?? '' }),
    });
    return answered.kind === 'complete' ? answered.string : '';
  };
}

export interface Body {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

type Answer = (body: Body, request: IncomingMessage) => Promise<string>;
