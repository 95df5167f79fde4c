import type { IncomingMessage } from 'node:http';
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { ServiceConfig } from '../config.ts';
import { AppError } from '../errors.ts';
import { createHealth } from '../http/health.ts';
import { createMetricsHandler } from '../http/metrics.ts';
import { createHttpServer, type HttpHandler } from '../http/server.ts';
import { createIdentityVerifier, identityHeader, type Identity } from '../identity.ts';
import { idempotencyHeader, withReplays } from '../replays.ts';
import type { Logger } from '../logger.ts';
import { firstFailure, startAll, stopAll, type Component, type Service } from '../service.ts';
import { traceFrom, withTrace } from '../trace.ts';
import { serveApollo } from './apollo-http.ts';
import { createErrorFormatter } from './format-error.ts';
import { tellReplays } from './replay-extension.ts';
import { buildSchema } from './schema.ts';

/** What a subgraph's own request context is built from. */
export type RequestContext = {
  readonly identity: Identity;
  readonly logger: Logger;
  /** Of the `Idempotency-Key` header, for mutations whose input has none; the gateway has checked its form. */
  readonly idempotencyKey?: string | undefined;
};

export type SubgraphServiceOptions<Context extends RequestContext> = {
  name: string;
  config: ServiceConfig;
  logger: Logger;
  /** `new URL('../schema', import.meta.url)` */
  schemaFolder: URL;
  resolvers: object;
  /** Per request: loaders and whatever resolvers need. Runs after the gateway's signature was checked. */
  createContext: (request: RequestContext) => Context;
  /** Pools, relays, consumers: started before the door opens, stopped after it closed. */
  components: readonly Component[];
  /** Doors besides /graphql and health, e.g. `'POST /webhooks/stripe'`. */
  routes?: Readonly<Record<string, HttpHandler>>;
};

/** More than any gateway needs in one call; a bound on what a single request may load. */
const representationsMax = 1_000;

/** A subgraph as a service: GraphQL behind the gateway's signature, health, draining. */
export function createSubgraphService<Context extends RequestContext>(
  options: SubgraphServiceOptions<Context>,
): Service {
  const { config, logger, components } = options;
  const verify = createIdentityVerifier(config.identitySecret);
  const health = createHealth(components.flatMap(({ name, check }) => (check ? [{ name, check }] : [])));
  const apollo = new ApolloServer<Context>({
    schema: buildSchema(options.schemaFolder, options.resolvers),
    formatError: createErrorFormatter(logger),
    introspection: !config.production,
    // The gateway is the only caller, and every call carries its signature: a browser cannot be tricked into one.
    csrfPrevention: false,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    stopOnTerminationSignals: false,
    plugins: [
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      limitRepresentations(),
      tellReplays(),
    ],
  });
  const graphql: HttpHandler = async (request, response) => {
    const identity = await verify(header(request, identityHeader));
    const trace = traceFrom(header(request, 'traceparent'), header(request, 'x-request-id'));
    const idempotencyKey = header(request, idempotencyHeader);
    const createContext = async () => options.createContext({ identity, logger, idempotencyKey });
    await withTrace(trace, () =>
      withReplays(() => serveApollo(apollo, request, response, { createContext })),
    );
  };
  const metrics = createMetricsHandler(components.flatMap((each) => each.metrics ?? []));
  const http = createHttpServer({
    host: config.host,
    port: config.port,
    logger,
    routes: { 'POST /graphql': graphql, 'GET /metrics': metrics, ...health.routes, ...options.routes },
  });
  const all: Component[] = [
    ...components,
    { name: 'graphql', start: () => apollo.start(), stop: () => apollo.stop() },
    { name: 'http', start: () => http.start(), stop: () => http.stop() },
  ];
  let stopped: Promise<void> | undefined;
  return {
    name: options.name,
    failed: firstFailure(components),
    start: async () => {
      await startAll(all);
      health.set('started');
      return { url: http.url() };
    },
    stop: () => {
      health.set('draining');
      return (stopped ??= stopAll(all));
    },
  };
}

function limitRepresentations(): ApolloServerPlugin {
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ request }) => {
        const representations: unknown = request.variables?.['representations'];
        if (Array.isArray(representations) && representations.length > representationsMax) {
          throw new AppError('BAD_USER_INPUT', `At most ${representationsMax} entities a call.`);
        }
      },
    }),
  };
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
