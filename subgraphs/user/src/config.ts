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

export type Config = ServiceConfig &
  MessagingConfig & {
    databaseUrl: string;
    databaseConnectionsMax: number;
    /** Encrypts the private signing keys in the database. */
    signingKeySecret: string;
    /** argon2id; the defaults are OWASP's recommendation. */
    passwordHash: { memoryKib: number; iterations: number };
    tokens: TokenConfig;
    /** How long what has ended is kept. */
    retentionDays: { session: number; signInAttempt: number };
  };

export type TokenConfig = {
  accessTokenTtlMs: number;
  /** How long a refresh token waits for its use. */
  refreshTokenTtlMs: number;
  /** How long a sign-in lasts, however often it is refreshed. */
  sessionTtlMs: number;
  /** Age at which a signing key is followed by a new one. */
  signingKeyTtlMs: number;
};

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** How long a refresh token waits for its use. */
const refreshTokenTtlDays = 14;

const envSchema = z.object({
  ...serviceEnv,
  ...messagingEnv,
  PORT: portEnv(4001),
  DATABASE_URL: z.url(),
  DATABASE_CONNECTIONS_MAX: z.coerce.number().int().positive().default(10),
  SIGNING_KEY_SECRET: z.string().min(32, 'At least 32 characters.').optional(),
  PASSWORD_HASH_MEMORY_KIB: z.coerce.number().int().min(1_024).default(19_456),
  PASSWORD_HASH_ITERATIONS: z.coerce.number().int().min(1).max(20).default(2),
  ACCESS_TOKEN_TTL_MS: z.coerce
    .number()
    .int()
    .min(1_000)
    .max(10 * minuteMs)
    .default(10 * minuteMs),
  // A session that is gone cannot be refreshed: it stays for as long as one of its tokens may come.
  SESSION_RETENTION_DAYS: daysEnv(30, refreshTokenTtlDays + 1),
  SIGN_IN_ATTEMPT_RETENTION_DAYS: daysEnv(180),
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
    signingKeySecret: env.SIGNING_KEY_SECRET ?? env.IDENTITY_SECRET,
    passwordHash: { memoryKib: env.PASSWORD_HASH_MEMORY_KIB, iterations: env.PASSWORD_HASH_ITERATIONS },
    tokens: {
      accessTokenTtlMs: env.ACCESS_TOKEN_TTL_MS,
      refreshTokenTtlMs: refreshTokenTtlDays * dayMs,
      sessionTtlMs: 90 * dayMs,
      signingKeyTtlMs: 30 * dayMs,
    },
    retentionDays: { session: env.SESSION_RETENTION_DAYS, signInAttempt: env.SIGN_IN_ATTEMPT_RETENTION_DAYS },
  };
}
