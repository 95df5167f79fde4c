import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { prune } from '@bazaar/messaging';
import { readEnv, toConfig } from '../src/config.ts';
import { retentionRules } from '../src/data/retention.ts';
import {
  documents,
  password,
  registerPerson,
  startUserService,
  uniqueEmail,
  type Fixture,
} from './support.ts';

const dayMs = 24 * 60 * 60_000;
const env = { DATABASE_URL: 'postgres://localhost/any' };

describe('retention of sessions and sign-ins', () => {
  let user: Fixture;
  beforeAll(async () => {
    user = await startUserService();
  });
  afterAll(() => user.stop());

  const pruneIn = (days: number) => {
    const now = () => new Date(Date.now() + days * dayMs);
    return prune({
      pool: user.app.db.pool,
      rules: retentionRules(toConfig(readEnv(env)).retentionDays),
      now,
    });
  };
  const signIn = (email: string, secret: string) =>
    user.call(documents.signIn, { input: { email, password: secret } });
  const count = async (table: string) =>
    Number((await user.sql(`SELECT count(*) FROM ${table}`))[0]!['count']);

  it('deletes what ended long ago, with its tokens, and keeps people and sessions that are in use', async () => {
    const { email, refreshToken } = await registerPerson(user);
    await signIn(email, password);
    await signIn(uniqueEmail(), 'of nobody');
    const sessions = await count('session');
    // Later sign-ins; the session of the registration ends meanwhile.
    for (const _ of [1, 2, 3]) {
      user.advance(13 * dayMs);
      const { data } = await user.call(documents.signIn, { input: { email, password } });
      expect(data.result.__typename).toBe('SessionCreateSuccess');
    }
    const { data } = await user.call(documents.refresh, { input: { refreshToken } });
    expect(data.result.__typename).toBe('InvalidRefreshTokenError');

    expect(await pruneIn(29)).toEqual({});
    expect(await pruneIn(39)).toEqual({ session: sessions });
    expect(await count('session')).toBe(3);
    expect(await count('refresh_token')).toBe(3);
    expect(await pruneIn(179)).toEqual({ session: 3 });
    expect(await pruneIn(300)).toMatchObject({ sign_in_attempt: 5, sign_in_guard: 2 });
    expect(await count('user_account')).toBe(1);
    expect((await signIn(email, password)).data.result.__typename).toBe('SessionCreateSuccess');
  });

  it('keeps a session for as long as a token may come that refreshes it', () => {
    expect(() => readEnv({ ...env, SESSION_RETENTION_DAYS: '14' })).toThrow('SESSION_RETENTION_DAYS');
  });
});
