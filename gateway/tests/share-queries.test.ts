import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { anonymous, createLogger, identityHeader } from '@bazaar/kit';
import { eventually } from '@bazaar/testkit';
import { parse, type DocumentNode, type GraphQLSchema } from 'graphql';
import type { GatewayContext } from '../src/request-context.ts';
import { createOwnExecution } from '../src/supergraph/own-execution.ts';
import { startShop } from './support/shop.ts';

describe('equal queries that are under way', () => {
  it.each([
    { shareQueries: true, expected: 2 },
    { shareQueries: false, expected: 3 },
  ])(
    'are executed once for each caller where that is wanted: $shareQueries',
    async ({ shareQueries, expected }) => {
      const shop = await startShop();
      const calls: ServerResponse[] = [];
      const subgraph = createServer((_request, response) => calls.push(response));
      await once(subgraph.listen(0, '127.0.0.1'), 'listening');
      const { port } = subgraph.address() as AddressInfo;
      const execution = createOwnExecution({
        executor: 'bazaar',
        shareQueries,
        supergraphSdl: shop.sdl,
        subgraphUrls: { order: `http://127.0.0.1:${port}/graphql` },
        timeoutMs: 30_000,
        onCandidate: async () => [],
        logger: createLogger({ name: 'gateway', level: 'silent' }),
      });
      // @NOTE Apollo Server's types of a gateway are those of all gateways; this is what ours takes and gives.
      const { schema, executor } = (await execution.gateway.load({} as never)) as unknown as Loaded;
      // As it comes from a store of documents: the same each time.
      const document = parse('{ whoami }');
      const ask = (caller: string, request: string) =>
        executor({
          ...{ schema, document, queryHash: 'whoami', request: {} },
          context: contextOf(caller, request),
        });
      const answers = [ask('ada', '1'), ask('ada', '2'), ask('grace', '3')];
      await eventually(() => expect(calls).toHaveLength(expected));
      calls.forEach((response) =>
        response.setHeader('content-type', 'application/json').end('{"data":{"whoami":"you"}}'),
      );
      for (const { data } of await Promise.all(answers)) expect({ ...data }).toEqual({ whoami: 'you' });
      expect(calls).toHaveLength(expected);
      await Promise.all([execution.gateway.stop(), shop.stopAll()]);
      subgraph.closeAllConnections();
      subgraph.close();
    },
  );
});

const contextOf = (caller: string, request: string): GatewayContext => ({
  viewer: { identity: anonymous },
  trace: { traceparent: request, requestId: request },
  startedAtMs: 0,
  client: {},
  transport: 'http',
  subgraphHeaders: { [identityHeader]: caller, traceparent: request, 'x-request-id': request },
});

type Loaded = {
  schema: GraphQLSchema;
  executor: (asked: {
    schema: GraphQLSchema;
    document: DocumentNode;
    queryHash: string;
    request: object;
    context: GatewayContext;
  }) => Promise<{ data?: Record<string, unknown> }>;
};
