// Which processes the platform consists of, and what each is told by its environment. Starts nothing.
import { join } from 'node:path';
import { root } from '../lib/workspace.ts';
import { messageKeysOf } from './message-keys.ts';

export const subgraphPorts = {
  user: 4001,
  product: 4002,
  inventory: 4003,
  order: 4004,
  payment: 4005,
  notification: 4006,
  node: 4007,
};

export const defaultPorts = {
  gateway: 4000,
  ...subgraphPorts,
  'gateway-2': 4008,
  simulator: 4010,
  smtp: 4025,
  postgres: 4032,
  redis: 4079,
  mail: 4080,
  kafka: 4092,
};

export const subgraphs = Object.keys(subgraphPorts) as SubgraphName[];
export const gateways = ['gateway', 'gateway-2'] as const;
/** What only exists so that nothing outside of the machine is needed. */
export const standIns = ['mail', 'simulator'] as const;
export const services = [...subgraphs, ...gateways, ...standIns] as const;

/** How a service is started, and where it says that it serves. */
export function describeService(name: ServiceName, surroundings: Surroundings): ServiceDescription {
  const port = surroundings.ports[name];
  return {
    name,
    script: join(root, scriptOf(name)),
    readyUrl: `${localUrl(port)}${readyPathOf(name)}`,
    env: { NODE_ENV: 'development', PORT: String(port), ...envOf(name, surroundings), ...surroundings.env },
  };
}

/** Answers 200 while the service can do its work. */
export function readyPathOf(name: string): string {
  if (name === 'mail') return '/api/mails';
  return name === 'simulator' ? '/_simulator/orders' : '/readyz';
}

export const localUrl = (port: number): string => `http://127.0.0.1:${port}`;

function scriptOf(name: ServiceName): string {
  switch (name) {
    case 'mail':
      return 'standalone/src/mail/main.ts';
    case 'simulator':
      return 'packages/payment-simulator/src/main.ts';
    case 'gateway':
    case 'gateway-2':
      return 'gateway/src/main.ts';
    default:
      return `subgraphs/${name}/src/main.ts`;
  }
}

function envOf(name: ServiceName, surroundings: Surroundings): Env {
  const { ports, brokers, redisUrl, databaseUrls, folder, partnersFile } = surroundings;
  switch (name) {
    case 'mail':
      return { SMTP_PORT: String(ports.smtp), STATE_FILE: join(folder, 'mails.jsonl') };
    case 'simulator':
      return {
        WEBHOOK_URL: `${localUrl(ports.payment)}/webhooks/stripe`,
        STATE_FILE: join(folder, 'simulator.state'),
      };
    case 'gateway':
    case 'gateway-2':
      return {
        KAFKA_BROKERS: brokers,
        MESSAGE_KEYS: messageKeysOf(name),
        REDIS_URL: redisUrl,
        PARTNERS_PATH: partnersFile,
        JWKS_URL: `${localUrl(ports.user)}/.well-known/jwks.json`,
        ...Object.fromEntries(
          subgraphs.map((each) => [`${each.toUpperCase()}_URL`, `${localUrl(ports[each])}/graphql`]),
        ),
      };
    case 'node':
      return {};
    default:
      return {
        KAFKA_BROKERS: brokers,
        MESSAGE_KEYS: messageKeysOf(name),
        DATABASE_URL: databaseUrls[name] ?? '',
        ...(name === 'notification' && { SMTP_URL: `smtp://127.0.0.1:${ports.smtp}` }),
        ...(name === 'payment' && {
          STRIPE_HOST: '127.0.0.1',
          STRIPE_PORT: String(ports.simulator),
          STRIPE_PROTOCOL: 'http',
        }),
      };
  }
}

type SubgraphName = keyof typeof subgraphPorts;
export type ServiceName = (typeof services)[number];
export type Ports = { readonly [Name in keyof typeof defaultPorts]: number };
type Env = Readonly<Record<string, string>>;

/** What the services find around them. */
export type Surroundings = {
  readonly folder: string;
  readonly ports: Ports;
  /** Comma list of `host:port`. */
  readonly brokers: string;
  readonly redisUrl: string;
  readonly partnersFile: string;
  /** By subgraph. */
  readonly databaseUrls: Readonly<Record<string, string>>;
  /** For every service, on top of its own. */
  readonly env?: Env;
};

export type ServiceDescription = {
  readonly name: ServiceName;
  readonly script: string;
  readonly readyUrl: string;
  readonly env: Env;
};
