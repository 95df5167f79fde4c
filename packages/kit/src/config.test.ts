import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ConfigError, parseEnv, portEnv, serviceEnv, toServiceConfig } from './config.ts';

const schema = z.object({ ...serviceEnv, PORT: portEnv(4001), DATABASE_URL: z.url() });

describe('configuration', () => {
  it('names every problem at once', () => {
    const read = () => parseEnv(schema, { PORT: 'many', LOG_LEVEL: 'loud', DATABASE_URL: '' });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(/PORT[^]*DATABASE_URL|DATABASE_URL[^]*PORT/);
    expect(read).toThrow(/LOG_LEVEL/);
  });

  it('takes an empty string for unset', () => {
    expect(parseEnv(schema, { DATABASE_URL: 'postgres://localhost/x', PORT: '' }).PORT).toBe(4001);
  });

  it('refuses a production without secrets of its own', () => {
    const env = parseEnv(schema, { DATABASE_URL: 'postgres://localhost/x', NODE_ENV: 'production' });
    expect(() => toServiceConfig(env)).toThrow(/IDENTITY_SECRET[^]*CURSOR_SECRET/);
  });
});
