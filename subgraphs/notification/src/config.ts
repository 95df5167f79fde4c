import { listEnv, parseEnv, portEnv, serviceEnv, toServiceConfig, type ServiceConfig } from '@bazaar/kit';
import { z } from 'zod';

export type Config = ServiceConfig & {
  databaseUrl: string;
  databaseConnectionsMax: number;
  /** Empty: the process hands a driver in (see `createService`). */
  kafkaBrokers: readonly string[];
  /** `smtp://user:password@host:port` */
  smtpUrl: string;
  /** The sender's address. */
  mailFrom: string;
  jobConcurrency: number;
};

const envSchema = z.object({
  ...serviceEnv,
  PORT: portEnv(4006),
  DATABASE_URL: z.url(),
  DATABASE_CONNECTIONS_MAX: z.coerce.number().int().positive().default(10),
  KAFKA_BROKERS: listEnv().default([]),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }),
  MAIL_FROM: z.string().default('Bazaar <shop@bazaar.example>'),
  JOB_CONCURRENCY: z.coerce.number().int().positive().default(4),
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
    smtpUrl: env.SMTP_URL,
    mailFrom: env.MAIL_FROM,
    jobConcurrency: env.JOB_CONCURRENCY,
  };
}
