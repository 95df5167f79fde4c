import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { documents, password, startUserService, uniqueEmail, type Fixture } from './support.ts';

let user: Fixture;
beforeAll(async () => {
  user = await startUserService();
});
afterAll(() => user.stop());

const register = async (input: object) =>
  (await user.call(documents.register, { input: { name: 'Ada', password, ...input } })).data?.result;

describe('a registration', () => {
  it('opens an account, signs in and announces the person', async () => {
    const email = uniqueEmail();
    const result = await register({ email: ` ${email.toUpperCase()} `, locale: 'de-AT' });
    expect(result).toMatchObject({
      __typename: 'UserRegisterSuccess',
      user: { email, name: 'Ada', locale: 'de-AT' },
      session: { accessToken: expect.any(String), refreshToken: expect.any(String) },
    });
    const events = await user.events('user.registered');
    expect(events).toContainEqual({ userId: result.user.id, email, name: 'Ada', locale: 'de-AT' });
  });

  it('keeps neither the password nor the refresh token', async () => {
    const { session } = await register({ email: uniqueEmail() });
    const stored = JSON.stringify([
      await user.sql('SELECT * FROM user_account'),
      await user.sql('SELECT * FROM refresh_token'),
      await user.sql('SELECT * FROM messaging.outbox').then((rows) => rows.map(String)),
    ]);
    expect(stored).toContain('$argon2id$');
    expect(stored).not.toContain(password);
    expect(stored).not.toContain(session.refreshToken);
  });

  it('lists every problem at once', async () => {
    const result = await register({ email: 'nobody', password: 'short', name: ' ', locale: 'en' });
    expect(result.__typename).toBe('ValidationError');
    expect(result.issues.map((issue: { path: string[] }) => issue.path[0]).sort()).toEqual([
      'email',
      'name',
      'password',
    ]);
  });

  it.each([
    ['too short', 'seven77', 'TOO_SMALL'],
    ['too long', 'x'.repeat(129), 'TOO_BIG'],
  ])('refuses a password that is %s', async (_name, wrong, code) => {
    const result = await register({ email: uniqueEmail(), password: wrong });
    expect(result.issues).toEqual([{ path: ['password'], code }]);
  });

  it('refuses the e-mail address as password', async () => {
    const email = uniqueEmail();
    const result = await register({ email, password: email.toUpperCase() });
    expect(result.issues).toEqual([{ path: ['password'], code: 'PASSWORD_GUESSABLE' }]);
  });

  it('gives an address to one account only, however many ask at once', async () => {
    const email = uniqueEmail();
    const results = await Promise.all(Array.from({ length: 20 }, () => register({ email })));
    const opened = results.filter((result) => result.__typename === 'UserRegisterSuccess');
    expect(opened).toHaveLength(1);
    const refused = results.filter((result) => result.__typename === 'ValidationError');
    expect(refused.map((result) => result.issues[0].code)).toEqual(Array(19).fill('EMAIL_UNAVAILABLE'));
    const events = await user.events('user.registered');
    expect(events.filter((event) => event['email'] === email)).toHaveLength(1);
  });

  it.each([
    ['control characters', { name: 'A\u0000da' }],
    ['a lone surrogate', { name: '\ud800' }],
    ['a huge name', { name: 'x'.repeat(100_000) }],
    ['an injection', { email: "x'; DROP TABLE user_account; --" }],
    ['a huge e-mail', { email: `${'x'.repeat(100_000)}@example.com` }],
    ['a NUL in the password', { password: '\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000' }],
    ['a lone surrogate in the password', { password: '\ud800'.repeat(10) }],
    ['no locale', { locale: 'not a locale' }],
    ['a number as name', { name: 5 }],
  ])('answers %s with a typed error', async (_name, input) => {
    const { data, errors } = await user.call(documents.register, {
      input: { email: uniqueEmail(), name: 'Ada', password, ...input },
    });
    const code = errors?.[0]?.extensions.code ?? data.result.__typename;
    expect(['BAD_USER_INPUT', 'ValidationError', 'UserRegisterSuccess']).toContain(code);
  });
});
