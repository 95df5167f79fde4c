import { defineConfig } from '@graphql-hive/gateway';
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';

export const gatewayConfig = defineConfig({
  supergraph: process.env.BENCH_SUPERGRAPH,
  port: Number(process.env.BENCH_PORT),
  host: '127.0.0.1',
  logging: 'error',
  maskedErrors: false,
  ...(process.env.BENCH_NATIVE_PLANNER === '1' ? { unifiedGraphHandler } : {}),
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) => ({ authorization: request.headers.get('authorization') ?? '' }),
  },
});
