import { ApolloGateway, type SupergraphSdlUpdateFunction } from '@apollo/gateway';
import { createDataSource, createDispatcher } from '../subgraphs/data-source.ts';
import type { Execution, ExecutionOptions } from './execution.ts';

/** Execution by `@apollo/gateway`. */
export function createStockExecution(options: ExecutionOptions): Execution {
  const { logger, subgraphUrls, timeoutMs, supergraphSdl } = options;
  const dispatcher = createDispatcher();
  let swap: SupergraphSdlUpdateFunction | undefined;
  const gateway = new ApolloGateway({
    supergraphSdl: async ({ update }) => {
      swap = update;
      return { supergraphSdl, cleanup: () => dispatcher.close() };
    },
    buildService: ({ name, url }) =>
      createDataSource({
        url: subgraphUrls[name] ?? url ?? '',
        dispatcher,
        timeoutMs,
        onFailure: (cause) => logger.error({ err: cause, subgraph: name }, 'subgraph call failed'),
      }),
    logger: silent,
  });
  return {
    gateway,
    update: (sdl) => swap?.(sdl),
  };
}

/** What the library says in passing is said by our own log lines. */
const silent = { debug() {}, info() {}, warn() {}, error() {} };
