// The real servers that tests use. What the machine cannot start is said aloud; under CI it is a failure.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ToolError } from '../lib/workspace.ts';
import { kafkaMissing, startKafka } from '../services/kafka.ts';
import { startPostgres, throwawaySettings } from '../services/postgres.ts';
import { redisMissing, startRedis } from '../services/redis.ts';

/** Starts what is not already named by the environment. `env` is for the tests. */
export async function startRealServices({ isCi }: { isCi: boolean }): Promise<RealServices> {
  const folder = mkdtempSync(join(tmpdir(), 'bazaar-test-'));
  // As root, PostgreSQL runs as somebody else, who must get through.
  chmodSync(folder, 0o755);
  const place = (name: string) => ({ dataFolder: join(folder, name), logFile: join(folder, `${name}.log`) });
  const started = await Promise.all([
    provide('PostgreSQL', 'TEST_DATABASE_URL', null, isCi, async () => {
      const server = await startPostgres({
        ...place('postgres'),
        settings: { ...throwawaySettings, max_connections: '500' },
      });
      return { value: server.urlOf('postgres'), stop: () => server.kill() };
    }),
    provide('Kafka', 'KAFKA_BROKERS', kafkaMissing(), isCi, async () => {
      const broker = await startKafka(place('kafka'));
      return { value: broker.brokers, stop: () => broker.kill() };
    }),
    provide('Redis', 'REDIS_URL', redisMissing(), isCi, async () => {
      const server = await startRedis(place('redis'));
      return { value: server.url, stop: () => server.kill() };
    }),
  ]);
  return {
    env: Object.fromEntries(
      started.filter(({ value }) => value).map(({ variable, value }) => [variable, value]),
    ),
    summary: started.map(({ name, source }) => `${name}: ${source}`).join(' · '),
    stop: async () => {
      // Nobody misses their data: they need not end in good order.
      await Promise.all(started.map(({ stop }) => stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function provide(
  name: string,
  variable: string,
  missing: string | null,
  isCi: boolean,
  start: () => Promise<{ value: string; stop: () => Promise<void> }>,
): Promise<Provided> {
  const nothing = async () => undefined;
  const given = process.env[variable];
  if (given) return { name, variable, value: given, source: `real, from ${variable}`, stop: nothing };
  if (missing && isCi) throw new ToolError(`CI must test with a real ${name}: ${missing}.`);
  if (missing) return { name, variable, value: '', source: `in-memory stand-in (${missing})`, stop: nothing };
  return { name, variable, source: 'real, started here', ...(await start()) };
}

type Provided = {
  name: string;
  variable: string;
  value: string;
  source: string;
  stop: () => Promise<unknown>;
};

export type RealServices = {
  readonly env: Record<string, string>;
  /** One line: which service is real. */
  readonly summary: string;
  stop(): Promise<void>;
};
