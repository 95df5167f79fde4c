// Stock Apollo Gateway behind Apollo Server, on the same HTTP front as ours.
process.env.APOLLO_TELEMETRY_DISABLED = '1';
process.env.NODE_ENV = 'production';
const { readFileSync } = await import('node:fs');
const { ApolloGateway, RemoteGraphQLDataSource } = await import('@apollo/gateway');
const { ApolloServer } = await import('@apollo/server');
const { apolloAnswer, serve } = await import('../servers/front.ts');

class Source extends RemoteGraphQLDataSource {
  willSendRequest({ request, context }) {
    request.http.headers.set('authorization', context.authorization ?? '');
  }
}
const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(process.argv[2], 'utf8'),
  buildService: ({ url }) => new Source({ url }),
});
const server = new ApolloServer({ gateway, csrfPrevention: false });
await server.start();
serve(apolloAnswer(server));
