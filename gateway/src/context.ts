import {
  createIdentitySigner,
  createLogger,
  firstFailure,
  startAll,
  stopAll,
  type Component,
  type Logger,
  type Service,
} from '@bazaar/kit';
import { createKafkaDriver, type MessageDriver } from '@bazaar/messaging';
import { createApollo } from './apollo.ts';
import type { Config } from './config.ts';
import { createFastPath } from './fast-path/fast-path.ts';
import { createDenylist } from './identity/denylist.ts';
import { createIdentify } from './identity/identify.ts';
import { createPartners } from './identity/partners.ts';
import { createRevocations } from './identity/revocations.ts';
import type { SharedDenylist } from './identity/shared-denylist.ts';
import { createTokenVerifier } from './identity/tokens.ts';
import { createClientManifest } from './operations/client-manifest.ts';
import { createInspection } from './protection/inspect.ts';
import { createContextFactory } from './request-context.ts';
import { createServer } from './server.ts';
import { createChannels } from './subscriptions/channels.ts';
import { createConnections } from './subscriptions/connections.ts';
import { createFanOut } from './subscriptions/fan-out.ts';
import { createSocketOperations } from './subscriptions/socket-operations.ts';
import { createSocketServer } from './subscriptions/socket-server.ts';
import { createCandidateCheck } from './supergraph/candidates.ts';
import { createExecution, type PoliciesOf } from './supergraph/execution.ts';
import { followGenerations } from './supergraph/generations.ts';
import { createReload, readSupergraph } from './supergraph/reload.ts';

/** The gateway as a service. `driver` is given where several services share a process. */
export function createService(config: Config, parts: GatewayParts = {}): Service {
  let built: Promise<Service> | undefined;
  const failure = Promise.withResolvers<Error>();
  return {
    name: 'gateway',
    failed: failure.promise,
    start: async () => {
      const service = await (built ??= build(config, parts));
      void service.failed?.then(failure.resolve);
      return service.start();
    },
    stop: async () => (await built?.catch(() => undefined))?.stop(),
  };
}

/** Builds everything by hand. */
async function build(config: Config, parts: GatewayParts): Promise<Service> {
  const logger = parts.logger ?? createLogger({ name: 'gateway', level: config.logLevel });
  const createContext = createContextFactory(createIdentitySigner(config.identitySecret));
  const identity = await createIdentity(config, logger);
  const { identify, denylist, revocations, partners } = identity;
  const manifest = createClientManifest({ path: config.clientManifestPath, logger });
  const clientManifest = () => manifest.current();

  const supergraphSdl = parts.supergraphSdl ?? readSupergraph(config.supergraphPath);
  const execution = await createExecution({
    supergraphSdl,
    subgraphUrls: config.subgraphUrls,
    timeoutMs: config.subgraphTimeoutMs,
    executor: config.executor,
    onCandidate: createCandidateCheck({ partners: () => partners.all(), clientManifest, logger }),
    policiesOf: parts.policiesOf,
    shareQueries: config.shareQueries,
    logger,
  });
  const generations = followGenerations(execution.gateway);
  const inspect = createInspection(config.limits);
  const apollo = createApollo({ config, execution, generations, inspect, logger });
  const door = config.fastPath && config.executor === 'bazaar' ? createFastPath(apollo) : apollo;
  const server = createServer({ config, apollo: door, createContext, identify, clientManifest, logger });

  const channels = createChannels();
  const operations = createSocketOperations({
    ...{ apollo, createContext, generations, inspect, clientManifest, channels, logger },
    ...{ queueMax: config.sockets.queueMax, tokensMax: config.limits.tokensMax },
  });
  const connections = createConnections(denylist);
  const sockets = createSocketServer({
    config,
    server: server.http.server,
    identify,
    connections,
    operations,
    logger,
  });
  const events = createEvents(config, parts, logger);
  const isWatched = !config.production && parts.supergraphSdl === undefined;
  // Started in this order and stopped in reverse: whatever answers clients comes last and goes first.
  const components: Component[] = [
    ...(events
      ? [
          ...events.components,
          createFanOut({ driver: events.driver, keys: config.messageKeys, channels, revocations, logger }),
        ]
      : []),
    ...identity.components,
    manifest.component,
    { name: 'graphql', start: () => apollo.start(), stop: () => apollo.stop() },
    ...(isWatched
      ? [createReload({ path: config.supergraphPath, served: supergraphSdl, execution, logger })]
      : []),
    { name: 'http', start: () => server.http.start(), stop: () => server.http.stop() },
    sockets,
  ];
  return toService(components, server);
}

/** Everything that turns credentials into a viewer. */
async function createIdentity(config: Config, logger: Logger) {
  const denylist = createDenylist();
  const shared = config.redisUrl === undefined ? undefined : await connectRedis(config.redisUrl, logger);
  const sign = createIdentitySigner(config.identitySecret);
  const url = config.tokens?.revocationsUrl;
  const revocations = createRevocations({ denylist, shared, url, sign, logger });
  const partners = createPartners({ path: config.partnersPath, logger });
  const verifyToken = config.tokens && createTokenVerifier(config.tokens);
  return {
    denylist,
    revocations,
    partners,
    identify: createIdentify({ partners, denylist, verifyToken }),
    components: [...(shared ? [shared.component] : []), revocations.component, partners.component],
  };
}

/** Its client is loaded by those gateways only that share something. */
async function connectRedis(url: string, logger: Logger): Promise<SharedDenylist> {
  const { createSharedDenylist } = await import('./identity/shared-denylist.ts');
  return createSharedDenylist(url, logger);
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

function toService(
  components: readonly Component[],
  { http, health }: ReturnType<typeof createServer>,
): Service {
  let stopped: Promise<void> | undefined;
  return {
    name: 'gateway',
    failed: firstFailure(components),
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

type Events = { driver: MessageDriver; components: Component[] };

export type GatewayParts = {
  logger?: Logger;
  driver?: MessageDriver;
  /** Serve this instead of the file of the configuration. */
  supergraphSdl?: string;
  policiesOf?: PoliciesOf;
};
