import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import {
  ConfigError,
  developmentMessageKeys,
  messagingEnv,
  parseEnv,
  portEnv,
  serviceEnv,
  toMessagingConfig,
  toServiceConfig,
} from './config.ts';

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
    const example = {
      ...env,
      IDENTITY_SECRET: 'bazaar-development-only-identity-secret',
      CURSOR_SECRET: secret,
    };
    expect(() => toServiceConfig(example)).toThrow(/IDENTITY_SECRET(?![^]*CURSOR_SECRET)/);
  });
});

const secret = 'a-secret-of-nobody-else-0123456789-0123456789';

describe('keys of messages', () => {
  const messaging = z.object({ ...serviceEnv, ...messagingEnv, PORT: portEnv(4001) });
  const ours = { NODE_ENV: 'production', IDENTITY_SECRET: secret, CURSOR_SECRET: secret };
  const read = (env: Record<string, string>) => parseEnv(messaging, env);

  it('are read with the service that they speak for', () => {
    const env = read({ MESSAGE_KEYS: `order/2026:${secret}, */old:with:colons-${secret}` });
    expect(toMessagingConfig(env).messageKeys).toEqual([
      { id: 'order/2026', service: 'order', secret },
      { id: '*/old', service: '*', secret: `with:colons-${secret}` },
    ]);
    expect(toMessagingConfig(read({})).messageKeys).toBe(developmentMessageKeys);
  });

  it.each(['order:short', `order:${secret}`, `/x:${secret}`, `order/1:${secret.slice(0, 31)}`])(
    'are refused when they cannot be read, without being repeated',
    (text) => {
      expect(() => read({ MESSAGE_KEYS: text })).toThrow(/MESSAGE_KEYS/);
      expect(() => read({ MESSAGE_KEYS: text })).not.toThrow(new RegExp(secret.slice(0, 20)));
    },
  );

  it('must be set in a production that has brokers', () => {
    const brokers = { ...ours, KAFKA_BROKERS: 'kafka:9092' };
    expect(() => toServiceConfig(read(ours))).not.toThrow();
    expect(() => toServiceConfig(read(brokers))).toThrow(/MESSAGE_KEYS: must be set/);
    const example = 'bazaar-development-only-message-secret';
    const mixed = `order/1:${secret},payment/1:${example}`;
    expect(() => toServiceConfig(read({ ...brokers, MESSAGE_KEYS: mixed }))).toThrow(/MESSAGE_KEYS/);
    expect(() => toServiceConfig(read({ ...brokers, MESSAGE_KEYS: `order/1:${secret}` }))).not.toThrow();
  });
});
