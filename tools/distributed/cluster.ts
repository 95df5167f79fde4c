// The whole platform as processes: PostgreSQL, Kafka, Redis, every service by itself, two gateways.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { ensurePartner } from '../../standalone/src/partner.ts';
import { nodeArgs, runCommand } from '../lib/command.ts';
import { ToolError } from '../lib/workspace.ts';
import { kafkaMissing, startKafka } from '../services/kafka.ts';
import { startPostgres } from '../services/postgres.ts';
import { redisMissing, startRedis } from '../services/redis.ts';
import { serverMember, serviceMember, type Member } from './member.ts';
import { prepare } from './prepare.ts';
import {
  defaultPorts,
  describeService,
  gateways,
  localUrl,
  standIns,
  subgraphs,
  type Ports,
  type ServiceName,
  type Surroundings,
} from './topology.ts';

/** Why the platform cannot run as processes here; null when it can. */
export const clusterMissing = (): string | null => kafkaMissing() ?? redisMissing();

/**
 * Starts everything on `folder`, which keeps data and logs; what is there is taken up again.
 * Throws `ToolError` with the end of the log of whatever did not start, after stopping the rest.
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const missing = clusterMissing();
  if (missing) throw new ToolError(`The distributed set-up cannot start: ${missing}.`);
  mkdirSync(options.folder, { recursive: true });
  const members = new Map<string, Member>();
  try {
    return await start(options, members);
  } catch (error) {
    await stopAll(members);
    throw error;
  }
}

async function start(options: ClusterOptions, members: Map<string, Member>): Promise<Cluster> {
  const { folder, log = () => undefined } = options;
  const ports = { ...defaultPorts, ...options.ports };
  const logFile = (name: string) => join(folder, `${name}.log`);
  const step = timed(log);
  const launch = (member: Member) => {
    members.set(member.name, member);
    return step(member.name, () => member.start());
  };

  await Promise.all(servers(folder, ports, logFile).map(launch));
  const adminUrl = `postgresql://postgres:postgres@127.0.0.1:${ports.postgres}/postgres`;
  const brokers = `127.0.0.1:${ports.kafka}`;
  const databaseUrls = await step('databases, migrations, topics', () => prepare({ adminUrl, brokers }));
  const redisUrl = `redis://127.0.0.1:${ports.redis}`;
  const { key: partnerKey, partnersFile } = ensurePartner(folder);
  const surroundings: Surroundings = {
    ...{ folder, ports, brokers, redisUrl, databaseUrls, partnersFile },
    env: options.env,
  };
  const launchService = (name: ServiceName) =>
    launch(serviceMember(describeService(name, surroundings), logFile(name)));

  await step('catalogue, accounts, stock', () => seed(databaseUrls, surroundings.env));
  await Promise.all([...standIns, ...subgraphs].map(launchService));
  await Promise.all(gateways.map(launchService));
  await step('everybody knows the catalogue', () => untilAnnounced(databaseUrls));
  return {
    graphqlUrls: gateways.map((name) => `${localUrl(ports[name])}/graphql`),
    simulatorUrl: localUrl(ports.simulator),
    mailUrl: localUrl(ports.mail),
    partnerKey,
    databaseUrls,
    ports,
    logFile,
    names: [...members.keys()],
    pids: () => Object.fromEntries([...members.values()].map((member) => [member.name, member.pid()])),
    kill: (name) => find(members, name).kill(),
    restart: (name) => find(members, name).start(),
    stop: () => stopAll(members),
  };
}

function servers(folder: string, ports: Ports, logFile: (name: string) => string): Member[] {
  const place = (name: 'postgres' | 'kafka' | 'redis') => ({
    dataFolder: join(folder, name),
    logFile: logFile(name),
    port: ports[name],
  });
  return [
    serverMember('postgres', () => startPostgres(place('postgres'))),
    serverMember('kafka', () => startKafka(place('kafka'))),
    serverMember('redis', () => startRedis(place('redis'))),
  ];
}

async function seed(databaseUrls: Cluster['databaseUrls'], env: Surroundings['env']): Promise<void> {
  const urls = Object.entries(databaseUrls).map(
    ([name, url]) => [`${name.toUpperCase()}_DATABASE_URL`, url] as const,
  );
  const { code, output } = await runCommand(
    process.execPath,
    nodeArgs(join(import.meta.dirname, 'seed.ts')),
    { env: { NODE_OPTIONS: '', NODE_ENV: 'development', ...env, ...Object.fromEntries(urls) } },
  );
  if (code !== 0) throw new ToolError(`The shop could not be filled:\n${output.trim()}`);
}

/** Until what was seeded is on the broker, and the shop that sells has heard of it. */
async function untilAnnounced(databaseUrls: Cluster['databaseUrls']): Promise<void> {
  for (const name of ['user', 'product', 'inventory']) {
    const client = new pg.Client(databaseUrls[name]);
    await client.connect();
    try {
      for (;;) {
        const { rowCount } = await client.query(
          'SELECT FROM messaging.outbox WHERE published_at IS NULL AND available_at <= now() LIMIT 1',
        );
        if (!rowCount) break;
        await delay(100);
      }
    } finally {
      await client.end();
    }
  }
}

function find(members: ReadonlyMap<string, Member>, name: string): Member {
  const member = members.get(name);
  if (!member) throw new ToolError(`There is no "${name}" here; known: ${[...members.keys()].join(', ')}.`);
  return member;
}

/** Those who serve end before those whom they need. */
async function stopAll(members: ReadonlyMap<string, Member>): Promise<void> {
  const isServer = ({ name }: Member) => ['postgres', 'kafka', 'redis'].includes(name);
  const all = [...members.values()];
  await Promise.all(all.filter((member) => !isServer(member)).map((member) => member.stop()));
  await Promise.all(all.filter(isServer).map((member) => member.stop()));
}

const timed =
  (log: (line: string) => void) =>
  async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const startedAt = performance.now();
    const result = await work();
    log(`  ${what.padEnd(34)} ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
    return result;
  };

export type ClusterOptions = {
  readonly folder: string;
  /** Those of `topology.ts` unless given. */
  readonly ports?: Partial<Ports>;
  /** For every service. */
  readonly env?: Readonly<Record<string, string>>;
  /** Told one line for each step. */
  readonly log?: (line: string) => void;
};

export type Cluster = {
  /** Of both gateways. */
  readonly graphqlUrls: readonly string[];
  readonly simulatorUrl: string;
  readonly mailUrl: string;
  /** Of the demonstration partner, who may run the operations of its manifest. */
  readonly partnerKey: string;
  readonly databaseUrls: Readonly<Record<string, string>>;
  readonly ports: Ports;
  readonly names: readonly string[];
  logFile(name: string): string;
  /** By name; undefined while it is down. */
  pids(): Record<string, number | undefined>;
  /** SIGKILL; it stays down. */
  kill(name: string): Promise<void>;
  /** On its data, and until it serves. */
  restart(name: string): Promise<void>;
  stop(): Promise<void>;
};
