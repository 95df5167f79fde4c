// Apollo's own suite for HTTP integrations, against the adapter that the gateway and the subgraphs stand on.
import { jest } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginDrainHttpServer } from '@apollo/server/plugin/drainHttpServer';
import { defineIntegrationTestSuite } from '@apollo/server-integration-testsuite';
import { serveApollo } from '@bazaar/kit/graphql';

Object.assign(globalThis, { jest });

defineIntegrationTestSuite(async (serverOptions, testOptions) => {
  const httpServer = createServer();
  const server = new ApolloServer({
    ...serverOptions,
    plugins: [...(serverOptions.plugins ?? []), ApolloServerPluginDrainHttpServer({ httpServer })],
  });
  httpServer.on('request', (request, response) => {
    void serveApollo(server, request, response, {
      createContext: async () => (await testOptions?.context?.()) ?? {},
    });
  });
  await server.start();
  await new Promise<void>((resolve) => httpServer.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(httpServer.address() as AddressInfo).port}/` };
});
