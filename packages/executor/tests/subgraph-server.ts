import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires", "@provides", "@external", "@shareable", "@interfaceObject", "@inaccessible"])\n';

/** Starts subgraphs on free ports and composes them. */
export async function startSubgraphs(
  definitions: Readonly<Record<string, SubgraphDefinition>>,
): Promise<RunningSubgraphs> {
  const servers = await Promise.all(
    Object.entries(definitions).map(([name, definition]) => start(name, definition)),
  );
  const composed = composeServices(
    servers.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) })),
  );
  if (composed.supergraphSdl === undefined) throw new Error(composed.errors?.map(String).join('\n'));
  return {
    supergraphSdl: composed.supergraphSdl,
    requests: servers.flatMap(({ requests }) => requests),
    requestsOf: (name) => servers.find((server) => server.name === name)!.requests,
    stop: async () => {
      for (const { server } of servers) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

async function start(name: string, { sdl, resolvers, handle }: SubgraphDefinition): Promise<StartedSubgraph> {
  const full = link + sdl;
  const schema = buildSubgraphSchema([{ typeDefs: parse(full), resolvers: resolvers as never }]);
  const requests: ReceivedRequest[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as ReceivedRequest;
    requests.push({ ...body, headers: request.headers });
    if (handle?.(response, requests.length) === true) return;
    const result = await graphql({ schema, source: body.query, variableValues: body.variables });
    response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { name, sdl: full, server, url: `http://127.0.0.1:${port}/graphql`, requests };
}

export interface SubgraphDefinition {
  readonly sdl: string;
  readonly resolvers: Readonly<Record<string, unknown>>;
  /** Answers in another way than a subgraph should; true when it has. `count` is the number of requests so far. */
  readonly handle?: (response: ServerResponse, count: number) => boolean;
}

export interface RunningSubgraphs {
  readonly supergraphSdl: string;
  readonly requests: readonly ReceivedRequest[];
  requestsOf(name: string): readonly ReceivedRequest[];
  stop(): Promise<void>;
}

export interface ReceivedRequest {
  readonly query: string;
  readonly variables: Record<string, unknown>;
  readonly headers: IncomingMessage['headers'];
}

interface StartedSubgraph {
  readonly name: string;
  readonly sdl: string;
  readonly server: Server;
  readonly url: string;
  readonly requests: ReceivedRequest[];
}
