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

/** The names that every service reads. Spread into a service's own schema. */
export const serviceEnv = {
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  HOST: z.string().default('127.0.0.1'),
  IDENTITY_SECRET: z.string().min(32, 'At least 32 characters.').default(developmentSecret),
  CURSOR_SECRET: z.string().min(32, 'At least 32 characters.').default(developmentSecret),
} as const;

export const portEnv = (port: number) => z.coerce.number().int().min(0).max(65_535).default(port);
export const listEnv = () =>
  z.string().transform((value) =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean),
  );

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
export function toServiceConfig(env: ServiceEnv): ServiceConfig {
  const production = env.NODE_ENV === 'production';
  if (production) {
    const missing = (['IDENTITY_SECRET', 'CURSOR_SECRET'] as const).filter(
      (name) => env[name] === developmentSecret,
    );
    if (missing.length > 0) {
      throw new ConfigError(
        `The environment is not complete:\n${missing.map((name) => `  ${name}: must be set in production`).join('\n')}`,
      );
    }
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
