import { listEnv, parseEnv, portEnv, serviceEnv, toServiceConfig, type ServiceConfig } from '@bazaar/kit';
import { z } from 'zod';

export type Config = ServiceConfig & {
  databaseUrl: string;
  databaseConnectionsMax: number;
  /** Empty: the process hands a driver in (see `createService`). */
  kafkaBrokers: readonly string[];
};

const envSchema = z.object({
  ...serviceEnv,
  PORT: portEnv(4999),
  DATABASE_URL: z.url(),
  DATABASE_CONNECTIONS_MAX: z.coerce.number().int().positive().default(10),
  KAFKA_BROKERS: listEnv().default([]),
});

export type Env = z.output<typeof envSchema>;

/** The only reader of the environment. */
export const readEnv = (source: NodeJS.ProcessEnv = process.env): Env => parseEnv(envSchema, source);

export function toConfig(env: Env): Config {
  return {
    ...toServiceConfig(env),
    databaseUrl: env.DATABASE_URL,
    databaseConnectionsMax: env.DATABASE_CONNECTIONS_MAX,
    kafkaBrokers: env.KAFKA_BROKERS,
  };
}
