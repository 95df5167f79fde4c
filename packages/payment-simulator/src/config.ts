import { parseEnv, portEnv, type LogLevel } from '@bazaar/kit';
import { z } from 'zod';

export type SimulatorConfig = {
  host: string;
  /** 0: any free port. */
  port: number;
  /** Where people's browsers reach the simulator; its own address unless given. */
  publicUrl?: string;
  webhooks: readonly WebhookEndpoint[];
  /** Append log of the state; in memory only without one. */
  stateFile?: string;
  /** How long `pm_card_slow` keeps the answer back. */
  slowMs: number;
  /** How long `pm_card_unknownOutcome` answers 500 to a request that took effect. */
  unknownOutcomeMs: number;
  /** Pause before the second delivery of a webhook; doubles up to `webhookRetryMaxMs`. */
  webhookRetryMs: number;
  webhookRetryMaxMs: number;
  logLevel: LogLevel;
};

/** Where events are posted, and the secret that signs them. */
export type WebhookEndpoint = { url: string; secret: string };

export const defaults: SimulatorConfig = {
  host: '127.0.0.1',
  port: 0,
  webhooks: [],
  slowMs: 3_000,
  unknownOutcomeMs: 5_000,
  webhookRetryMs: 250,
  webhookRetryMaxMs: 10_000,
  logLevel: 'warn',
};

const envSchema = z.object({
  HOST: z.string().default(defaults.host),
  PORT: portEnv(4010),
  PUBLIC_URL: z.url().optional(),
  WEBHOOK_URL: z.url().optional(),
  WEBHOOK_SECRET: z.string().min(16).default('whsec_bazaar_development_only'),
  STATE_FILE: z.string().optional(),
  SLOW_MS: z.coerce.number().int().nonnegative().default(defaults.slowMs),
  UNKNOWN_OUTCOME_MS: z.coerce.number().int().nonnegative().default(defaults.unknownOutcomeMs),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

export type Env = z.output<typeof envSchema>;

/** The only reader of the environment. */
export const readEnv = (source: NodeJS.ProcessEnv = process.env): Env => parseEnv(envSchema, source);

export function toConfig(env: Env): SimulatorConfig {
  return {
    ...defaults,
    host: env.HOST,
    port: env.PORT,
    publicUrl: env.PUBLIC_URL,
    webhooks: env.WEBHOOK_URL ? [{ url: env.WEBHOOK_URL, secret: env.WEBHOOK_SECRET }] : [],
    stateFile: env.STATE_FILE,
    slowMs: env.SLOW_MS,
    unknownOutcomeMs: env.UNKNOWN_OUTCOME_MS,
    logLevel: env.LOG_LEVEL,
  };
}
