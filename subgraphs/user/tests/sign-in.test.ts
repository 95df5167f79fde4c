import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  anyone,
  documents,
  password,
  registerPerson,
  startUserService,
  uniqueEmail,
  type Fixture,
} from './support.ts';

let user: Fixture;
beforeAll(async () => {
  user = await startUserService();
});
afterAll(() => user.stop());

const signIn = async (email: string, secret = password, identity = anyone) =>
  (await user.call(documents.signIn, { input: { email, password: secret } }, identity)).data.result;
const fail = async (email: string, times: number) => {
  for (let time = 0; time < times; time += 1) await signIn(email, 'wrong password');
};

describe('a sign-in', () => {
  it('answers tokens to the right password, whatever the case of the address', async () => {
    const { id, email } = await registerPerson(user);
    expect(await signIn(email.toUpperCase())).toMatchObject({
      __typename: 'SessionCreateSuccess',
      user: { id },
      session: { accessToken: expect.any(String), refreshToken: expect.any(String) },
    });
  });

  it('does not tell a wrong password from an unknown address', async () => {
    const { email } = await registerPerson(user);
    const wrong = await signIn(email, 'wrong password');
    expect(wrong).toMatchObject({ __typename: 'InvalidCredentialsError', code: 'INVALID_CREDENTIALS' });
    expect(await signIn(uniqueEmail(), 'wrong password')).toEqual(wrong);
  });

  it('belongs to a tenant', async () => {
    const { email } = await registerPerson(user);
    const elsewhere = { ...anyone, tenantId: 'another-shop' };
    expect((await signIn(email, password, elsewhere)).__typename).toBe('InvalidCredentialsError');
  });

  it('is refused after ten failures in a row, also with the right password, until the time is over', async () => {
    const { email } = await registerPerson(user);
    await fail(email, 10);
    const locked = await signIn(email);
    expect(locked).toMatchObject({ __typename: 'AccountLockedError', code: 'ACCOUNT_LOCKED' });
    expect(locked.retryAfterMs).toBeGreaterThan(0);
    expect(locked.retryAfterMs).toBeLessThanOrEqual(30_000);
    user.advance(30_000);
    await fail(email, 1);
    expect((await signIn(email)).retryAfterMs).toBeGreaterThan(30_000);
    user.advance(60_000);
    expect((await signIn(email)).__typename).toBe('SessionCreateSuccess');
  });

  it('locks unknown addresses just the same', async () => {
    const email = uniqueEmail();
    await fail(email, 10);
    expect((await signIn(email)).__typename).toBe('AccountLockedError');
  });

  it('begins to count anew after a success', async () => {
    const { email } = await registerPerson(user);
    await fail(email, 9);
    expect((await signIn(email)).__typename).toBe('SessionCreateSuccess');
    await fail(email, 9);
    expect((await signIn(email)).__typename).toBe('SessionCreateSuccess');
  });

  it('gives fifty guesses at once no more than ten answers', async () => {
    const { email } = await registerPerson(user);
    const guesses = await Promise.all(Array.from({ length: 50 }, () => signIn(email, 'wrong password')));
    const answered = guesses.filter((guess) => guess.__typename === 'InvalidCredentialsError');
    expect(answered).toHaveLength(10);
    expect((await signIn(email)).__typename).toBe('AccountLockedError');
  });

  it('lets fifty sign-ins of one person through at once', async () => {
    const { email } = await registerPerson(user);
    const results = await Promise.all(Array.from({ length: 50 }, () => signIn(email)));
    expect(new Set(results.map((result) => result.__typename))).toEqual(new Set(['SessionCreateSuccess']));
  });

  it('leaves a trail', async () => {
    const { id, email } = await registerPerson(user);
    await fail(email, 10);
    await signIn(email);
    const rows = await user.sql(
      'SELECT outcome, user_id, count(*)::int FROM sign_in_attempt WHERE email = $1 GROUP BY 1, 2 ORDER BY 1',
      [email],
    );
    expect(rows).toEqual([
      { outcome: 'FAILED', user_id: id, count: 10 },
      { outcome: 'LOCKED', user_id: id, count: 1 },
    ]);
  });
});
