import { createCursorCodec, createLogger, type CursorCodec, type Logger, type Service } from '@bazaar/kit';
import { createSubgraphService, type RequestContext } from '@bazaar/kit/graphql';
import { createMessaging, type MessageDriver } from '@bazaar/messaging';
import type { Config } from './config.ts';
import { createDatabase, type Database } from './data/database.ts';
import { createLoaders, type Loaders } from './data/loaders.ts';
import { retentionRules } from './data/retention.ts';
import type { SagaPolicy } from './domain/checkout-steps.ts';
import { readModelHandlers, sagaHandlers } from './events/index.ts';
import { resolvers } from './resolvers/index.ts';

/** What use cases work with. */
export type App = {
  readonly db: Database;
  readonly cursors: CursorCodec;
  readonly logger: Logger;
  /** Tells the relay that a transaction with outbox rows was committed. */
  readonly nudge: () => void;
  readonly now: () => Date;
  readonly currency: string;
  readonly sagaPolicy: SagaPolicy;
};

/** What resolvers see: the app, the caller, and loaders that live for one request. */
export type Context = RequestContext & { readonly app: App; readonly loaders: Loaders };

/** Builds the whole service by hand. `driver` is given where several services share a process. */
export function createService(
  config: Config,
  parts: { logger?: Logger; driver?: MessageDriver } = {},
): OrderService {
  const logger = parts.logger ?? createLogger({ name: 'order', level: config.logLevel });
  const db = createDatabase(config);
  const messaging = createMessaging({
    name: 'order',
    config,
    db,
    logger,
    driver: parts.driver,
    retention: retentionRules(config.retentionDays),
  });
  const app: App = {
    db,
    cursors: createCursorCodec(config.cursorSecret),
    logger,
    nudge: messaging.nudge,
    now: () => new Date(),
    currency: config.currency,
    sagaPolicy: config.saga,
  };
  const service = createSubgraphService<Context>({
    name: 'order',
    config,
    logger,
    schemaFolder: new URL('../schema', import.meta.url),
    resolvers,
    createContext: (request) => ({ ...request, app, loaders: createLoaders(app.db, request.identity) }),
    components: [
      db.component,
      ...messaging.components,
      messaging.consumer({ group: 'order.read-models', handlers: readModelHandlers }),
      messaging.consumer({ group: 'order.saga', handlers: sagaHandlers(app) }),
    ],
  });
  return { ...service, app };
}

/** `app` is for those who run the service in their own process: seeds and tests. */
export type OrderService = Service & { readonly app: App };
