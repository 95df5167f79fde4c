import {
  createIdentitySigner,
  createLogger,
  startAll,
  stopAll,
  type Component,
  type Logger,
  type Service,
} from '@bazaar/kit';
import { createKafkaDriver, type MessageDriver } from '@bazaar/messaging';
import type { Config } from './config.ts';
import { createDenylist } from './identity/denylist.ts';
import { createIdentify } from './identity/identify.ts';
import { createPartners } from './identity/partners.ts';
import { createRevocations } from './identity/revocations.ts';
import { createSharedDenylist } from './identity/shared-denylist.ts';
import { createTokenVerifier } from './identity/tokens.ts';
import { createClientManifest } from './operations/client-manifest.ts';
import { createInspection } from './protection/inspect.ts';
import { createApollo } from './apollo.ts';
import { createServer } from './server.ts';
import { createContextFactory } from './request-context.ts';
import { createChannels } from './subscriptions/channels.ts';
import { createConnections } from './subscriptions/connections.ts';
import { createFanOut } from './subscriptions/fan-out.ts';
import { createSocketOperations } from './subscriptions/socket-operations.ts';
import { createSocketServer } from './subscriptions/socket-server.ts';
import { createExecution } from './supergraph/execution.ts';
import { followGenerations } from './supergraph/generations.ts';
import { createReload, readSupergraph } from './supergraph/reload.ts';

/** Builds the whole gateway by hand. `driver` is given where several services share a process. */
export function createService(config: Config, parts: GatewayParts = {}): Service {
  const logger = parts.logger ?? createLogger({ name: 'gateway', level: config.logLevel });
  const sign = createIdentitySigner(config.identitySecret);

  const denylist = createDenylist();
  const shared = config.redisUrl === undefined ? undefined : createSharedDenylist(config.redisUrl, logger);
  const revocations = createRevocations({
    denylist,
    shared,
    url: config.tokens?.revocationsUrl,
    sign,
    logger,
  });
  const partners = createPartners({ path: config.partnersPath, logger });
  const verifyToken = config.tokens && createTokenVerifier(config.tokens);
  const identify = createIdentify({ partners, denylist, verifyToken });

  const execution = createExecution({
    supergraphSdl: parts.supergraphSdl ?? readSupergraph(config.supergraphPath),
    subgraphUrls: config.subgraphUrls,
    timeoutMs: config.subgraphTimeoutMs,
    executor: config.executor,
    logger,
  });
  const generations = followGenerations(execution.gateway);
  const clientManifest = createClientManifest({ path: config.clientManifestPath, logger });
  const createContext = createContextFactory(sign);
  const inspect = createInspection(config.limits);
  const apollo = createApollo({ config, execution, generations, inspect, logger });
  const server = createServer({
    config,
    apollo,
    createContext,
    identify,
    clientManifest: () => clientManifest.current(),
    logger,
  });

  const channels = createChannels();
  const operations = createSocketOperations({
    ...{ apollo, createContext, generations, inspect, channels, logger },
    clientManifest: () => clientManifest.current(),
    queueMax: config.sockets.queueMax,
    tokensMax: config.limits.tokensMax,
  });
  const sockets = createSocketServer({
    ...{ identify, operations, logger },
    config: config.sockets,
    bodyLimitBytes: config.bodyLimitBytes,
    server: server.http.server,
    connections: createConnections(denylist),
  });
  const events = createEvents(config, parts, logger);
  // Started in this order and stopped in reverse: whatever answers clients comes last and goes first.
  const components: Component[] = [
    ...(shared ? [shared.component] : []),
    ...(events
      ? [...events.components, createFanOut({ driver: events.driver, channels, revocations, logger })]
      : []),
    revocations.component,
    partners.component,
    clientManifest.component,
    { name: 'graphql', start: () => apollo.start(), stop: () => apollo.stop() },
    ...(config.production || parts.supergraphSdl !== undefined
      ? []
      : [createReload({ path: config.supergraphPath, execution, logger })]),
    { name: 'http', start: () => server.http.start(), stop: () => server.http.stop() },
    sockets,
  ];
  return toService(components, server);
}

function toService(
  components: readonly Component[],
  { http, health }: ReturnType<typeof createServer>,
): Service {
  let stopped: Promise<void> | undefined;
  return {
    name: 'gateway',
    start: async () => {
      await startAll(components);
      health.set('started');
      return { url: http.url() };
    },
    stop: () => {
      health.set('draining');
      return (stopped ??= stopAll(components));
    },
  };
}

/** The driver that was handed in, else Kafka; none at all in a gateway that stands alone. */
function createEvents({ kafkaBrokers }: Config, parts: GatewayParts, logger: Logger): Events | undefined {
  if (parts.driver) return { driver: parts.driver, components: [] };
  if (kafkaBrokers.length === 0) return undefined;
  const driver = createKafkaDriver({ brokers: kafkaBrokers, clientId: 'gateway', logger });
  return {
    driver,
    components: [{ name: 'kafka', start: () => driver.connect(), stop: () => driver.close() }],
  };
}

type Events = { driver: MessageDriver; components: Component[] };

export type GatewayParts = {
  logger?: Logger;
  driver?: MessageDriver;
  /** Serve this instead of the file of the configuration. */
  supergraphSdl?: string;
};
