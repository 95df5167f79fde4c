import { z } from 'zod';
import type { LogLevel } from './logger.ts';

/** Thrown with every problem of the environment at once, a line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads flat names from an environment; an empty string counts as unset. */
export function parseEnv<Schema extends z.ZodType>(
  schema: Schema,
  env: Readonly<Record<string, string | undefined>>,
): z.output<Schema> {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    (issue) => `  ${issue.path.join('.') || 'environment'}: ${issue.message}`,
  );
  throw new ConfigError(`The environment is not complete:\n${problems.join('\n')}`);
}

const developmentSecret = 'bazaar-development-only-secret-00000000';
/** What stands in this repository is no secret: production refuses it, whichever of our examples it is. */
const isPublic = (secret: string) => secret.startsWith('bazaar-development-only');

/** The names that every service reads. Spread into a service's own schema. */
export const serviceEnv = {
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  HOST: z.string().default('127.0.0.1'),
  IDENTITY_SECRET: z.string().min(32, 'At least 32 characters.').default(developmentSecret),
  CURSOR_SECRET: z.string().min(32, 'At least 32 characters.').default(developmentSecret),
} as const;

export const portEnv = (port: number) => z.coerce.number().int().min(0).max(65_535).default(port);
/** How long something is kept. */
export const daysEnv = (days: number, daysMin = 1) => z.coerce.number().int().min(daysMin).default(days);
export const listEnv = () =>
  z.string().transform((value) =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean),
  );

/** A secret that messages between services are signed with. */
export type MessageKey = {
  /** `<service>/<name>`; it travels with each message, so that keys can rotate. */
  readonly id: string;
  /** The service whose messages it signs; `*`: those of every service. */
  readonly service: string;
  readonly secret: string;
};

/** For one process and for trying things out; refused in production. */
export const developmentMessageKeys: readonly MessageKey[] = [
  { id: '*/development', service: '*', secret: developmentSecret },
];

const messageKey = z
  .string()
  .regex(/^([a-z][a-z0-9-]*|[*])\/[\w.-]+:.{32,}$/, '<service>/<name>:<secret of at least 32 characters>')
  .transform((text): MessageKey => {
    const [id = ''] = text.split(':', 1);
    return { id, service: id.split('/', 1)[0]!, secret: text.slice(id.length + 1) };
  });

/** How far back every inbox knows what was handled: a repetition that is older is told by its age. */
export const inboxDaysMin = 14;

/** The names that a service reads besides which says or hears messages. */
export const messagingEnv = {
  KAFKA_BROKERS: listEnv().default([]),
  OUTBOX_RETENTION_DAYS: daysEnv(2),
  INBOX_RETENTION_DAYS: daysEnv(inboxDaysMin, inboxDaysMin),
  IDEMPOTENCY_RETENTION_DAYS: daysEnv(7),
  DEAD_LETTER_RETENTION_DAYS: daysEnv(30),
  MESSAGE_KEYS: listEnv().pipe(z.array(messageKey)).optional(),
};

export type MessagingConfig = {
  /** Empty: the process hands a driver in (see `createService`), or has no messages. */
  kafkaBrokers: readonly string[];
  /** The first that names a service signs what the service says; all of them verify. */
  messageKeys: readonly MessageKey[];
  /** How long what is through is kept. */
  messagingRetentionDays: {
    /** Published messages. */
    readonly outbox: number;
    /** Ids of handled messages: longer than any topic keeps them. */
    readonly inbox: number;
    /** Answers to mutations, by their idempotency key. */
    readonly idempotency: number;
    readonly replayedDeadLetter: number;
  };
};

type MessagingEnv = {
  KAFKA_BROKERS: string[];
  MESSAGE_KEYS?: MessageKey[];
  OUTBOX_RETENTION_DAYS: number;
  INBOX_RETENTION_DAYS: number;
  IDEMPOTENCY_RETENTION_DAYS: number;
  DEAD_LETTER_RETENTION_DAYS: number;
};

/** The typed form of `messagingEnv`; its secrets are checked by `toServiceConfig`. */
export const toMessagingConfig = (env: MessagingEnv): MessagingConfig => ({
  kafkaBrokers: env.KAFKA_BROKERS,
  messageKeys: env.MESSAGE_KEYS ?? developmentMessageKeys,
  messagingRetentionDays: {
    outbox: env.OUTBOX_RETENTION_DAYS,
    inbox: env.INBOX_RETENTION_DAYS,
    idempotency: env.IDEMPOTENCY_RETENTION_DAYS,
    replayedDeadLetter: env.DEAD_LETTER_RETENTION_DAYS,
  },
});

/** What the chassis of a service needs to know. */
export type ServiceConfig = {
  production: boolean;
  logLevel: LogLevel;
  host: string;
  port: number;
  identitySecret: string;
  cursorSecret: string;
};

type ServiceEnv = {
  NODE_ENV: string;
  LOG_LEVEL: LogLevel;
  HOST: string;
  PORT: number;
  IDENTITY_SECRET: string;
  CURSOR_SECRET: string;
};

/** The typed form of `serviceEnv`; a production without secrets of its own is refused. */
export function toServiceConfig(env: ServiceEnv & Partial<MessagingEnv>): ServiceConfig {
  const production = env.NODE_ENV === 'production';
  const missing = production ? publicSecrets(env) : [];
  if (missing.length > 0) {
    throw new ConfigError(
      `The environment is not complete:\n${missing.map((name) => `  ${name}: must be set in production`).join('\n')}`,
    );
  }
  return {
    production,
    logLevel: env.LOG_LEVEL,
    host: env.HOST,
    port: env.PORT,
    identitySecret: env.IDENTITY_SECRET,
    cursorSecret: env.CURSOR_SECRET,
  };
}

function publicSecrets(env: ServiceEnv & Partial<MessagingEnv>): string[] {
  const messageSecrets = (env.MESSAGE_KEYS ?? developmentMessageKeys).map((key) => key.secret);
  const secrets = {
    IDENTITY_SECRET: [env.IDENTITY_SECRET],
    CURSOR_SECRET: [env.CURSOR_SECRET],
    // Without brokers no message leaves the process.
    MESSAGE_KEYS: env.KAFKA_BROKERS?.length ? messageSecrets : [],
  };
  return Object.entries(secrets).flatMap(([name, values]) => (values.some(isPublic) ? [name] : []));
}
