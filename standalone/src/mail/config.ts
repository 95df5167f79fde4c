import { parseEnv, portEnv } from '@bazaar/kit';
import { z } from 'zod';

const envSchema = z.object({
  HOST: z.string().default('127.0.0.1'),
  SMTP_PORT: portEnv(4025),
  PORT: portEnv(4080),
  STATE_FILE: z.string().optional(),
});

export type MailConfig = {
  host: string;
  smtpPort: number;
  pagePort: number;
  /** Where the mails are kept; with the process unless given. */
  stateFile?: string;
};

export function readMailConfig(): MailConfig {
  const env = parseEnv(envSchema, process.env);
  return { host: env.HOST, smtpPort: env.SMTP_PORT, pagePort: env.PORT, stateFile: env.STATE_FILE };
}
