import {
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

export type Config = ServiceConfig &
  MessagingConfig & {
    databaseUrl: string;
    databaseConnectionsMax: number;
  };

const envSchema = z.object({
  ...serviceEnv,
  ...messagingEnv,
  PORT: portEnv(4999),
  DATABASE_URL: z.url(),
  DATABASE_CONNECTIONS_MAX: z.coerce.number().int().positive().default(10),
});

export type Env = z.output<typeof envSchema>;

/** The only reader of the environment. */
export const readEnv = (source: NodeJS.ProcessEnv = process.env): Env => parseEnv(envSchema, source);

export function toConfig(env: Env): Config {
  return {
    ...toServiceConfig(env),
    ...toMessagingConfig(env),
    databaseUrl: env.DATABASE_URL,
    databaseConnectionsMax: env.DATABASE_CONNECTIONS_MAX,
  };
}
