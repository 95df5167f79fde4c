import { createLogger, type Logger, type Service } from '@bazaar/kit';
import { createSubgraphService, type RequestContext } from '@bazaar/kit/graphql';
import type { Config } from './config.ts';
import { resolvers } from './resolvers/index.ts';

/** What resolvers see. */
export type Context = RequestContext;

/** Builds the whole service: it has no state, so there is nothing but the door. */
export function createService(config: Config, parts: { logger?: Logger } = {}): Service {
  return createSubgraphService<Context>({
    name: 'node',
    config,
    logger: parts.logger ?? createLogger({ name: 'node', level: config.logLevel }),
    schemaFolder: new URL('../schema', import.meta.url),
    resolvers,
    createContext: (request) => request,
    components: [],
  });
}
