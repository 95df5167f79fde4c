import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka as start, type Kafka } from '@bazaar/tools/services/kafka';
import { startRedis as startServer, type Redis } from '@bazaar/tools/services/redis';

export { kafkaMissing } from '@bazaar/tools/services/kafka';
export { redisMissing } from '@bazaar/tools/services/redis';

/** A Redis of the test's own, for tests that kill it; others use the one that `REDIS_URL` names. */
export const startRedis = (): Promise<Restartable<Redis>> => restartable('redis', startServer);

/** A Kafka broker of the test's own, for tests that kill it; others use the one that `KAFKA_BROKERS` names. */
export const startKafka = (): Promise<Restartable<Kafka>> => restartable('kafka', start);

async function restartable<S extends Server>(
  name: string,
  start: (options: { dataFolder: string; logFile: string; port?: number }) => Promise<S>,
): Promise<Restartable<S>> {
  const folder = mkdtempSync(join(tmpdir(), `bazaar-${name}-`));
  const place = { dataFolder: join(folder, 'data'), logFile: join(folder, 'log') };
  let server = await start(place);
  return {
    ...server,
    kill: () => server.kill(),
    restart: async () => {
      server = await start({ ...place, port: server.port });
    },
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Server = { readonly port: number; stop(): Promise<void>; kill(): Promise<void> };

/** `kill()` is a SIGKILL; `restart()` comes back on the same port with the same data. */
export type Restartable<S> = S & { restart(): Promise<void> };
