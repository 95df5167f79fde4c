import { parseEnv, portEnv, serviceEnv, toServiceConfig, type ServiceConfig } from '@bazaar/kit';
import { z } from 'zod';

export type Config = ServiceConfig;

const envSchema = z.object({ ...serviceEnv, PORT: portEnv(4007) });

export type Env = z.output<typeof envSchema>;

/** The only reader of the environment. */
export const readEnv = (source: NodeJS.ProcessEnv = process.env): Env => parseEnv(envSchema, source);

export const toConfig = (env: Env): Config => toServiceConfig(env);
