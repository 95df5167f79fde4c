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
import type { MessageDriver } from '@bazaar/messaging/tail';
import { createApollo } from './apollo.ts';
import type { Config } from './config.ts';
import { createFastPath } from './fast-path/fast-path.ts';
import { createDenylist } from './identity/denylist.ts';
import { createIdentify } from './identity/identify.ts';
import { createPartners } from './identity/partners.ts';
import { createRevocations, type Revocations } from './identity/revocations.ts';
import type { SharedDenylist } from './identity/shared-denylist.ts';
import { createTokenVerifier } from './identity/tokens.ts';
import { createClientManifest } from './operations/client-manifest.ts';
import { createInspection } from './protection/inspect.ts';
import { createContextFactory } from './request-context.ts';
import { createServer } from './server.ts';
import { createChannels, type Channels } from './subscriptions/channels.ts';
import { createConnections } from './subscriptions/connections.ts';
import { createSocketOperations } from './subscriptions/socket-operations.ts';
import { createSocketServer } from './subscriptions/socket-server.ts';
import { createCandidateCheck } from './supergraph/candidates.ts';
import { createExecution, type PoliciesOf } from './supergraph/execution.ts';
import { followGenerations } from './supergraph/generations.ts';
import { createReload } from './supergraph/reload.ts';
import { createSource, isUrl, type SupergraphSource } from './supergraph/source.ts';

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

  const source = parts.source ?? createSource(config.supergraphPath, config.supergraphPollMs);
  const supergraphSdl = await source.read();
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
  const events = await createEvents(config, parts, { channels, revocations, logger });
  // In production a file is part of what was deployed; an address is where changes are expected from.
  const isWatched = !config.production || isUrl(config.supergraphPath);
  // Started in this order and stopped in reverse: whatever answers clients comes last and goes first.
  const components: Component[] = [
    ...events,
    ...identity.components,
    manifest.component,
    { name: 'graphql', start: () => apollo.start(), stop: () => apollo.stop() },
    ...(isWatched ? [createReload({ source, served: supergraphSdl, execution, logger })] : []),
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

/**
 * What hears events: by the driver that was handed in, else by Kafka. Nothing at all in a gateway that stands alone, which
 * does not load what it would need for that.
 */
async function createEvents(
  { kafkaBrokers, messageKeys: keys }: Config,
  parts: GatewayParts,
  { channels, revocations, logger }: { channels: Channels; revocations: Revocations; logger: Logger },
): Promise<Component[]> {
  if (!parts.driver && kafkaBrokers.length === 0) return [];
  const { createFanOut } = await import('./subscriptions/fan-out.ts');
  const fanOut = (driver: MessageDriver) => createFanOut({ driver, keys, channels, revocations, logger });
  if (parts.driver) return [fanOut(parts.driver)];
  const { createKafkaDriver } = await import('@bazaar/messaging/tail');
  const driver = createKafkaDriver({ brokers: kafkaBrokers, clientId: 'gateway', logger });
  return [{ name: 'kafka', start: () => driver.connect(), stop: () => driver.close() }, fanOut(driver)];
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

export type GatewayParts = {
  logger?: Logger;
  driver?: MessageDriver;
  /** Where the supergraph comes from instead of the configuration's place. */
  source?: SupergraphSource;
  policiesOf?: PoliciesOf;
};
