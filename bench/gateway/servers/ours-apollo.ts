// The executor behind Apollo Server.
import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import { createApolloGateway, stringifyResult } from '@bazaar/executor';
import { apolloAnswer, serve } from './front.ts';

const gateway = createApolloGateway<{ authorization: string }>({
  supergraphSdl: readFileSync(process.argv[2]!, 'utf8'),
  http: { headersFor: ({ authorization }) => ({ authorization }) },
});
const server = new ApolloServer<{ authorization: string }>({
  gateway,
  stringifyResult,
  csrfPrevention: false,
});
await server.start();
serve(apolloAnswer(server));
