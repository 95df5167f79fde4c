import { parseEnv, portEnv, type LogLevel } from '@bazaar/kit';
import { z } from 'zod';
import { StartProblem } from './problem.ts';

export type StandaloneConfig = { port: number; logLevel: LogLevel };

const envSchema = z.object({
  NODE_ENV: z.string().default('development'),
  PORT: portEnv(4000),
  // A screen full of JSON helps nobody who tries the platform; warnings and errors do.
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('warn'),
});

export function readStandaloneConfig(): StandaloneConfig {
  try {
    const env = parseEnv(envSchema, process.env);
    if (env.NODE_ENV === 'production') {
      throw new StartProblem(
        '"npm start" runs a demonstration with known passwords; it refuses NODE_ENV=production.',
      );
    }
    return { port: env.PORT, logLevel: env.LOG_LEVEL };
  } catch (error) {
    if (error instanceof StartProblem) throw error;
    throw new StartProblem(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
