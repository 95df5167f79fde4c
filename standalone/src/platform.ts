// Every service in one process, on whatever databases and message driver it is given. No logic of its own:
// what is handed to a service here is what a deployment would put into its environment.
import { createService as createGateway } from '@bazaar/gateway';
import { readEnv as readGatewayEnv, toConfig as toGatewayConfig } from '@bazaar/gateway/config';
import { createService as createInventory } from '@bazaar/inventory';
import { readEnv as readInventoryEnv, toConfig as toInventoryConfig } from '@bazaar/inventory/config';
import { createLogger, type Logger, type LogLevel, type Service } from '@bazaar/kit';
import type { MessageDriver } from '@bazaar/messaging';
import { createService as createNode } from '@bazaar/node';
import { readEnv as readNodeEnv, toConfig as toNodeConfig } from '@bazaar/node/config';
import { createService as createNotification } from '@bazaar/notification';
import {
  readEnv as readNotificationEnv,
  toConfig as toNotificationConfig,
} from '@bazaar/notification/config';
import { createService as createOrder } from '@bazaar/order';
import { readEnv as readOrderEnv, toConfig as toOrderConfig } from '@bazaar/order/config';
import { createService as createPayment } from '@bazaar/payment';
import { readEnv as readPaymentEnv, toConfig as toPaymentConfig } from '@bazaar/payment/config';
import { createService as createProduct } from '@bazaar/product';
import { readEnv as readProductEnv, toConfig as toProductConfig } from '@bazaar/product/config';
import { createService as createUser } from '@bazaar/user';
import { readEnv as readUserEnv, toConfig as toUserConfig } from '@bazaar/user/config';

export const databaseServices = ['user', 'product', 'inventory', 'order', 'payment', 'notification'] as const;
export const subgraphNames = [...databaseServices, 'node'] as const;
export const serviceNames = [...subgraphNames, 'gateway'] as const;
export type DatabaseService = (typeof databaseServices)[number];
export type ServiceName = (typeof serviceNames)[number];

export type PlatformOptions = {
  databaseUrls: Readonly<Record<DatabaseService, string>>;
  driver: MessageDriver;
  /** Of every service; all on the loopback interface. */
  ports: Readonly<Record<ServiceName, number>>;
  /** Environment for all services, e.g. SMTP_URL, STRIPE_PORT, IDENTITY_SECRET. */
  env: Readonly<Record<string, string>>;
  logLevel: LogLevel;
  /** Where the logs go; stdout unless given. */
  logger?: (name: ServiceName) => Logger;
};

export type Platform = {
  start(): Promise<void>;
  /** What the seeds work on. */
  seedable(): Seedable;
  stop(): Promise<void>;
  /** Stops one service while the others go on; for tests of outages. */
  stopService(name: ServiceName): Promise<void>;
  startService(name: ServiceName): Promise<void>;
  graphqlUrl: string;
};

export function createPlatform(options: PlatformOptions): Platform {
  const running = new Map<ServiceName, Service>();
  let seedable: Partial<Seedable> = {};
  const startService = async (name: ServiceName) => {
    const service = build(name, options);
    if ('app' in service) seedable = { ...seedable, [name]: service.app };
    await service.start();
    running.set(name, service);
  };
  const stopService = async (name: ServiceName) => {
    await running.get(name)?.stop();
    running.delete(name);
  };
  return {
    graphqlUrl: `http://localhost:${options.ports.gateway}/graphql`,
    seedable: () => seedable as Seedable,
    startService,
    stopService,
    start: async () => {
      // The subgraphs know nothing of each other and may start at once; the gateway asks for keys and comes last.
      await Promise.all(subgraphNames.map(startService));
      await startService('gateway');
    },
    stop: async () => {
      await stopService('gateway');
      await Promise.all(subgraphNames.map(stopService));
    },
  };
}

function build(name: ServiceName, options: PlatformOptions) {
  const env = envOf(name, options);
  const logger = options.logger?.(name) ?? createLogger({ name, level: options.logLevel });
  const parts = { logger, driver: options.driver };
  switch (name) {
    case 'user':
      return createUser(toUserConfig(readUserEnv(env)), parts);
    case 'product':
      return createProduct(toProductConfig(readProductEnv(env)), parts);
    case 'inventory':
      return createInventory(toInventoryConfig(readInventoryEnv(env)), parts);
    case 'order':
      return createOrder(toOrderConfig(readOrderEnv(env)), parts);
    case 'payment':
      return createPayment(toPaymentConfig(readPaymentEnv(env)), parts);
    case 'notification':
      return createNotification(toNotificationConfig(readNotificationEnv(env)), parts);
    case 'node':
      return createNode(toNodeConfig(readNodeEnv(env)), { logger });
    case 'gateway':
      return createGateway(toGatewayConfig(readGatewayEnv(env)), parts);
  }
}

function envOf(
  name: ServiceName,
  { ports, databaseUrls, env, logLevel }: PlatformOptions,
): Record<string, string> {
  const urls = subgraphNames.map(
    (each) =>
      [`${each.toUpperCase().replaceAll('-', '_')}_URL`, `http://127.0.0.1:${ports[each]}/graphql`] as const,
  );
  const database = databaseServices.find((each) => each === name);
  return {
    LOG_LEVEL: logLevel,
    ...env,
    PORT: String(ports[name]),
    ...(database && { DATABASE_URL: databaseUrls[database] }),
    ...(name === 'gateway' && {
      ...Object.fromEntries(urls),
      JWKS_URL: `http://127.0.0.1:${ports.user}/.well-known/jwks.json`,
    }),
  };
}

export type Seedable = {
  user: ReturnType<typeof createUser>['app'];
  product: ReturnType<typeof createProduct>['app'];
  inventory: ReturnType<typeof createInventory>['app'];
};
