import { createCursorCodec, createLogger, type CursorCodec, type Logger, type Service } from '@bazaar/kit';
import { createSubgraphService, type RequestContext } from '@bazaar/kit/graphql';
import { createConsumer, createKafkaDriver, createRelay, type MessageDriver } from '@bazaar/messaging';
import type { Config } from './config.ts';
import { createDatabase, type Database } from './data/database.ts';
import { createLoaders, type Loaders } from './data/loaders.ts';
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
  const driver =
    parts.driver ?? createKafkaDriver({ brokers: config.kafkaBrokers, clientId: 'order', logger });
  const db = createDatabase(config);
  const relay = createRelay({
    pool: db.pool,
    driver,
    source: '/bazaar/order',
    keys: config.messageKeys,
    logger,
  });
  const app: App = {
    db,
    cursors: createCursorCodec(config.cursorSecret),
    logger,
    nudge: () => relay.nudge(),
    now: () => new Date(),
    currency: config.currency,
    sagaPolicy: config.saga,
  };
  const consuming = {
    driver,
    logger,
    keys: config.messageKeys,
    pool: db.pool,
    transaction: db.transaction,
    ordering: 'key',
    onHandled: app.nudge,
  } as const;
  const saga = createConsumer({ ...consuming, group: 'order.saga', handlers: sagaHandlers(app) });
  const readModels = createConsumer({
    ...consuming,
    group: 'order.read-models',
    handlers: readModelHandlers,
  });
  const service = createSubgraphService<Context>({
    name: 'order',
    config,
    logger,
    schemaFolder: new URL('../schema', import.meta.url),
    resolvers,
    createContext: (request) => ({ ...request, app, loaders: createLoaders(app.db, request.identity) }),
    components: [
      db.component,
      ...(parts.driver ? [] : [{ name: 'kafka', start: () => driver.connect(), stop: () => driver.close() }]),
      { name: 'relay', start: () => relay.start(), stop: () => relay.stop() },
      { name: 'read models', start: () => readModels.start(), stop: () => readModels.stop() },
      { name: 'saga', start: () => saga.start(), stop: () => saga.stop() },
    ],
  });
  return { ...service, app };
}

/** `app` is for those who run the service in their own process: seeds and tests. */
export type OrderService = Service & { readonly app: App };
