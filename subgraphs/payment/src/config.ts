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

export type Config = ServiceConfig &
  MessagingConfig & {
    databaseUrl: string;
    databaseConnectionsMax: number;
    stripe: StripeConfig;
    worker: WorkerConfig;
  };

export type StripeConfig = {
  secretKey: string;
  /** Elsewhere than api.stripe.com: the simulator. */
  host?: string;
  port?: number;
  protocol: 'http' | 'https';
  timeoutMs: number;
  /** How often the SDK itself asks again, under the same idempotency key. */
  retriesMax: number;
  /** The current secret first, then the one before it. */
  webhookSecrets: readonly string[];
  /** Where the bank's page sends the customer back to. */
  returnUrl?: string;
};

export type WorkerConfig = {
  /** Provider calls at a time. */
  concurrency: number;
  /** How often due jobs are looked for that nobody announced. */
  pollMs: number;
  /** When the provider is asked again about an outcome that is not known; the last one repeats. */
  checkDelaysMs: readonly number[];
};

const developmentStripe = { key: 'sk_test_bazaar', webhookSecret: 'whsec_bazaar_development_only' };

const envSchema = z
  .object({
    ...serviceEnv,
    ...messagingEnv,
    PORT: portEnv(4005),
    DATABASE_URL: z.url(),
    DATABASE_CONNECTIONS_MAX: z.coerce.number().int().positive().default(10),
    STRIPE_SECRET_KEY: z.string().default(developmentStripe.key),
    STRIPE_HOST: z.string().optional(),
    STRIPE_PORT: z.coerce.number().int().positive().optional(),
    STRIPE_PROTOCOL: z.enum(['http', 'https']).default('https'),
    STRIPE_TIMEOUT_MS: z.coerce.number().int().positive().default(8_000),
    STRIPE_RETRIES_MAX: z.coerce.number().int().min(0).default(1),
    STRIPE_WEBHOOK_SECRET: listEnv().default([developmentStripe.webhookSecret]),
    PAYMENT_RETURN_URL: z.url().optional(),
    PAYMENT_CONCURRENCY: z.coerce.number().int().positive().default(6),
    PAYMENT_POLL_MS: z.coerce.number().int().positive().default(2_000),
    PAYMENT_CHECK_DELAYS_MS: listEnv()
      .transform((list) => list.map(Number))
      .refine(
        (list) => list.length > 0 && list.every((delay) => delay > 0),
        'Positive numbers, separated by commas.',
      )
      .default([10_000, 60_000, 300_000, 1_800_000]),
  })
  .superRefine((env, ctx) => {
    const problem = (path: string) =>
      ctx.addIssue({ code: 'custom', path: [path], message: 'must be set in production' });
    if (env.NODE_ENV !== 'production') return;
    if (env.STRIPE_SECRET_KEY === developmentStripe.key) problem('STRIPE_SECRET_KEY');
    if (env.STRIPE_WEBHOOK_SECRET.includes(developmentStripe.webhookSecret)) problem('STRIPE_WEBHOOK_SECRET');
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
    stripe: {
      secretKey: env.STRIPE_SECRET_KEY,
      host: env.STRIPE_HOST,
      port: env.STRIPE_PORT,
      protocol: env.STRIPE_PROTOCOL,
      timeoutMs: env.STRIPE_TIMEOUT_MS,
      retriesMax: env.STRIPE_RETRIES_MAX,
      webhookSecrets: env.STRIPE_WEBHOOK_SECRET,
      returnUrl: env.PAYMENT_RETURN_URL,
    },
    worker: {
      concurrency: env.PAYMENT_CONCURRENCY,
      pollMs: env.PAYMENT_POLL_MS,
      checkDelaysMs: env.PAYMENT_CHECK_DELAYS_MS,
    },
  };
}
