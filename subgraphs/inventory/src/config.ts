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
    /** How often holds that ran out are looked for; their timers usually come first. */
    sweepIntervalMs: number;
  };

const envSchema = z.object({
  ...serviceEnv,
  ...messagingEnv,
  PORT: portEnv(4003),
  DATABASE_URL: z.url(),
  DATABASE_CONNECTIONS_MAX: z.coerce.number().int().positive().default(10),
  RESERVATION_SWEEP_INTERVAL_MS: z.coerce.number().int().min(100).max(5_000).default(2_000),
});

export type Env = z.output<typeof envSchema>;

/** The only reader of the environment; who runs several services in one process hands each its own. */
export const readEnv = (source: NodeJS.ProcessEnv = process.env): Env => parseEnv(envSchema, source);

export function toConfig(env: Env): Config {
  return {
    ...toServiceConfig(env),
    ...toMessagingConfig(env),
    databaseUrl: env.DATABASE_URL,
    databaseConnectionsMax: env.DATABASE_CONNECTIONS_MAX,
    sweepIntervalMs: env.RESERVATION_SWEEP_INTERVAL_MS,
  };
}
