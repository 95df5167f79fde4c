import { createLogger, type Logger, type Service } from '@bazaar/kit';
import { createSubgraphService, type RequestContext } from '@bazaar/kit/graphql';
import { createMessaging, type MessageDriver } from '@bazaar/messaging';
import type { Config, TokenConfig } from './config.ts';
import { createDatabase, type Database } from './data/database.ts';
import { createLoaders, type Loaders } from './data/loaders.ts';
import { retentionRules } from './data/retention.ts';
import { serveJwks } from './http/jwks.ts';
import { serveRevocations } from './http/revocations.ts';
import { resolvers } from './resolvers/index.ts';
import { createKeyRing, type KeyRing } from './security/key-ring.ts';
import { createPasswords, type Passwords } from './security/passwords.ts';

/** What use cases work with. */
export type App = {
  readonly db: Database;
  readonly passwords: Passwords;
  readonly keys: KeyRing;
  readonly tokens: TokenConfig;
  readonly production: boolean;
  readonly logger: Logger;
  /** Tells the relay that a transaction with outbox rows was committed. */
  readonly nudge: () => void;
  readonly now: () => Date;
};

/** What resolvers see: the app, the caller, and loaders that live for one request. */
export type Context = RequestContext & { readonly app: App; readonly loaders: Loaders };

/** Builds the whole service by hand. `driver` is given where several services share a process, `now` in tests. */
export function createService(
  config: Config,
  parts: { logger?: Logger; driver?: MessageDriver; now?: () => Date } = {},
): UserService {
  const logger = parts.logger ?? createLogger({ name: 'user', level: config.logLevel });
  const db = createDatabase(config);
  const now = parts.now ?? (() => new Date());
  const messaging = createMessaging({
    name: 'user',
    config,
    db,
    logger,
    driver: parts.driver,
    retention: retentionRules(config.retentionDays),
    now,
  });
  const keys = createKeyRing({ db, now, secret: config.signingKeySecret, tokens: config.tokens });
  const app: App = {
    db,
    passwords: createPasswords(config.passwordHash),
    keys,
    tokens: config.tokens,
    production: config.production,
    logger,
    nudge: messaging.nudge,
    now,
  };
  const service = createSubgraphService<Context>({
    name: 'user',
    config,
    logger,
    schemaFolder: new URL('../schema', import.meta.url),
    resolvers,
    createContext: (request) => ({ ...request, app, loaders: createLoaders(app.db, request.identity) }),
    routes: {
      'GET /.well-known/jwks.json': serveJwks(app),
      'GET /revocations': serveRevocations(app, config.identitySecret),
    },
    components: [
      db.component,
      ...messaging.components,
      { name: 'signing keys', start: async () => void (await keys.current()) },
    ],
  });
  return { ...service, app };
}

/** `app` is for those who run the service in their own process: seeds and tests. */
export type UserService = Service & { readonly app: App };
