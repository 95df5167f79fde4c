import {
  daysEnv,
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
import { defaultPolicy, type SagaPolicy } from './domain/checkout-steps.ts';

export type Config = ServiceConfig &
  MessagingConfig & {
    databaseUrl: string;
    databaseConnectionsMax: number;
    /** Of a cart that nobody named a currency for. */
    currency: string;
    /** How long what is not an order is kept. */
    retentionDays: { guestCart: number };
    saga: SagaPolicy;
  };

const durationEnv = (defaultMs: number) => z.coerce.number().int().positive().default(defaultMs);

const envSchema = z.object({
  ...serviceEnv,
  ...messagingEnv,
  PORT: portEnv(4004),
  DATABASE_URL: z.url(),
  DATABASE_CONNECTIONS_MAX: z.coerce.number().int().positive().default(10),
  CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('EUR'),
  GUEST_CART_RETENTION_DAYS: daysEnv(30),
  SAGA_STOCK_TIMEOUT_MS: durationEnv(defaultPolicy.stockTimeoutMs),
  SAGA_STOCK_RETRIES_MAX: z.coerce.number().int().min(0).default(defaultPolicy.stockRetriesMax),
  SAGA_AUTHORIZE_TIMEOUT_MS: durationEnv(defaultPolicy.authorizeTimeoutMs),
  SAGA_PAYMENT_WINDOW_MS: durationEnv(defaultPolicy.paymentWindowMs),
  SAGA_RESERVATION_MS: durationEnv(defaultPolicy.reservationMs),
  SAGA_RETRY_MIN_MS: durationEnv(defaultPolicy.retryMinMs),
  SAGA_RETRY_MAX_MS: durationEnv(defaultPolicy.retryMaxMs),
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
    currency: env.CURRENCY,
    retentionDays: { guestCart: env.GUEST_CART_RETENTION_DAYS },
    saga: {
      stockTimeoutMs: env.SAGA_STOCK_TIMEOUT_MS,
      stockRetriesMax: env.SAGA_STOCK_RETRIES_MAX,
      authorizeTimeoutMs: env.SAGA_AUTHORIZE_TIMEOUT_MS,
      paymentWindowMs: env.SAGA_PAYMENT_WINDOW_MS,
      reservationMs: env.SAGA_RESERVATION_MS,
      retryMinMs: env.SAGA_RETRY_MIN_MS,
      retryMaxMs: env.SAGA_RETRY_MAX_MS,
    },
  };
}
