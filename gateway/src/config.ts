// The gateway's configuration. The only reader of the environment.
import { fileURLToPath } from 'node:url';
import {
  listEnv,
  messagingEnv,
  parseEnv,
  portEnv,
  serviceEnv,
  toMessagingConfig,
  toServiceConfig,
  type MessagingConfig,
  type ServiceConfig,
} from '@bazaar/kit';
import { z } from 'zod';

// Read by @apollo/gateway when it is constructed; it would look for a cloud's metadata service and phone home.
process.env['APOLLO_TELEMETRY_DISABLED'] ??= '1';

const positive = (value: number) => z.coerce.number().int().positive().default(value);
const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

const envSchema = z.object({
  ...serviceEnv,
  ...messagingEnv,
  PORT: portEnv(4000),
  SUPERGRAPH_PATH: z.string().default(fileURLToPath(new URL('../../supergraph.graphql', import.meta.url))),
  // A timer that is set for longer than 24 days fires at once.
  SUPERGRAPH_POLL_MS: z.coerce.number().int().min(0).max(86_400_000).default(10_000),
  EXECUTOR: z.enum(['bazaar', 'stock']).default('bazaar'),
  FAST_PATH: flag.default(true),
  SHARE_QUERIES: flag.default(false),
  // Mutations are not repeated: one that waits in a rush of buyers is better late than of unknown outcome.
  SUBGRAPH_TIMEOUT_MS: positive(30_000),
  JWKS_URL: z.url().optional(),
  JWT_ISSUER: z.string().default('bazaar'),
  JWT_AUDIENCE: z.string().default('bazaar-api'),
  JWKS_COOLDOWN_MS: z.coerce.number().int().min(0).default(5_000),
  REVOCATIONS_URL: z.url().optional(),
  PARTNERS_PATH: z.string().optional(),
  CLIENT_MANIFEST_PATH: z.string().optional(),
  REDIS_URL: z.url().optional(),
  CORS_ORIGINS: listEnv().default([]),
  INTROSPECTION: flag.optional(),
  BODY_LIMIT_BYTES: positive(1_048_576),
  DEPTH_MAX: positive(12),
  ALIASES_MAX: positive(50),
  ROOT_FIELDS_MAX: positive(20),
  DIRECTIVES_MAX: positive(50),
  TOKENS_MAX: positive(5_000),
  NODES_MAX: positive(50_000),
  SOCKETS_MAX: positive(10_000),
  SOCKET_OPERATIONS_MAX: positive(100),
  SOCKET_QUEUE_MAX: positive(500),
});

export type Env = z.output<typeof envSchema> & { subgraphUrls: Readonly<Record<string, string>> };

export const readEnv = (source: NodeJS.ProcessEnv = process.env): Env => ({
  ...parseEnv(envSchema, source),
  subgraphUrls: subgraphUrlsIn(source),
});

/** The environment of a gateway that has no platform around it: what belongs to the platform is left out. */
export const readStandaloneEnv = (flags: NodeJS.ProcessEnv): Env =>
  readEnv({
    ...process.env,
    ...Object.fromEntries(platformNames.map((name) => [name, undefined])),
    ...flags,
  });

const platformNames = [
  ...['JWKS_URL', 'REVOCATIONS_URL', 'PARTNERS_PATH', 'CLIENT_MANIFEST_PATH'],
  ...['KAFKA_BROKERS', 'REDIS_URL'],
  // Production takes secrets by which the services of the platform know each other.
  'NODE_ENV',
];

export function toConfig(env: Env): Config {
  const service = toServiceConfig(env);
  return {
    ...service,
    ...toMessagingConfig(env),
    supergraphPath: env.SUPERGRAPH_PATH,
    supergraphPollMs: env.SUPERGRAPH_POLL_MS,
    subgraphUrls: env.subgraphUrls,
    executor: env.EXECUTOR,
    fastPath: env.FAST_PATH,
    shareQueries: env.SHARE_QUERIES,
    subgraphTimeoutMs: env.SUBGRAPH_TIMEOUT_MS,
    tokens:
      env.JWKS_URL === undefined
        ? undefined
        : {
            jwksUrl: env.JWKS_URL,
            issuer: env.JWT_ISSUER,
            audience: env.JWT_AUDIENCE,
            cooldownMs: env.JWKS_COOLDOWN_MS,
            // The service that signs tokens is the one that knows which of them it took back.
            revocationsUrl: env.REVOCATIONS_URL ?? new URL('/revocations', env.JWKS_URL).href,
          },
    partnersPath: env.PARTNERS_PATH,
    clientManifestPath: env.CLIENT_MANIFEST_PATH,
    redisUrl: env.REDIS_URL,
    corsOrigins: env.CORS_ORIGINS,
    introspection: env.INTROSPECTION ?? !service.production,
    csrfPrevention: true,
    forwardedHeaders: [],
    showsSubgraphErrors: false,
    bodyLimitBytes: env.BODY_LIMIT_BYTES,
    limits: {
      depthMax: env.DEPTH_MAX,
      aliasesMax: env.ALIASES_MAX,
      rootFieldsMax: env.ROOT_FIELDS_MAX,
      directivesMax: env.DIRECTIVES_MAX,
      tokensMax: env.TOKENS_MAX,
      nodesMax: env.NODES_MAX,
    },
    sockets: {
      connectionsMax: env.SOCKETS_MAX,
      operationsMax: env.SOCKET_OPERATIONS_MAX,
      queueMax: env.SOCKET_QUEUE_MAX,
    },
  };
}

/** `ORDER_URL=http://…` says where the subgraph `order` is called, whatever the supergraph says. */
function subgraphUrlsIn(source: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(source).flatMap(([name, url]) => {
    const subgraph = /^([A-Z][A-Z0-9_]*)_URL$/.exec(name)?.[1];
    return subgraph && url && !(name in envSchema.shape) ? [[subgraphKey(subgraph), url]] : [];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}

const subgraphKey = (name: string) => name.toLowerCase().replaceAll('_', '-');

export type Config = ServiceConfig &
  MessagingConfig & {
    /** A file, or an address. */
    supergraphPath: string;
    /** How often an address is asked again; 0: it is read once. */
    supergraphPollMs: number;
    subgraphUrls: Readonly<Record<string, string>>;
    executor: 'bazaar' | 'stock';
    /** Operations that were asked for before go around Apollo Server's pipeline; with `bazaar` only. */
    fastPath: boolean;
    /** Equal queries of one caller that are under way at a time are executed once; with `bazaar` only. */
    shareQueries: boolean;
    subgraphTimeoutMs: number;
    /** Absent: nobody can sign in here. */
    tokens?: TokenConfig;
    partnersPath?: string;
    clientManifestPath?: string;
    redisUrl?: string;
    corsOrigins: readonly string[];
    introspection: boolean;
    csrfPrevention: boolean;
    /** Headers of clients that go on to the subgraphs as they are; with `authorization` among them, tokens are theirs to check. */
    forwardedHeaders: readonly string[];
    /** Clients see the errors of subgraphs as they were said; otherwise only those with a code of kit's catalogue. */
    showsSubgraphErrors: boolean;
    bodyLimitBytes: number;
    limits: LimitConfig;
    sockets: SocketConfig;
  };

export type TokenConfig = {
  jwksUrl: string;
  issuer: string;
  audience: string;
  /** How long an unknown key id is not asked for again. */
  cooldownMs: number;
  revocationsUrl: string;
};

export type LimitConfig = {
  depthMax: number;
  aliasesMax: number;
  rootFieldsMax: number;
  directivesMax: number;
  tokensMax: number;
  /** Entities that the `first` and `last` of an operation may add up to. */
  nodesMax: number;
};

export type SocketConfig = { connectionsMax: number; operationsMax: number; queueMax: number };
