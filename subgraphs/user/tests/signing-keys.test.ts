import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify, type JSONWebKeySet } from 'jose';
import { documents, get, password, registerPerson, startUserService, type Fixture } from './support.ts';

let user: Fixture;
beforeAll(async () => {
  user = await startUserService();
});
afterAll(() => user.stop());

const jwks = async (url = user.url) =>
  (await (await get(`${url}/.well-known/jwks.json`)).json()) as JSONWebKeySet;
const verify = async (token: string, keys?: JSONWebKeySet) =>
  jwtVerify(token, createLocalJWKSet(keys ?? (await jwks())), {
    issuer: 'bazaar',
    audience: 'bazaar-api',
    algorithms: ['EdDSA'],
  });
const kidOf = (token: string) => decodeProtectedHeader(token).kid;
const tokenOf = async (email: string) =>
  (await user.call(documents.signIn, { input: { email, password } })).data.result.session
    .accessToken as string;

describe('an access token', () => {
  it('names person, session, tenant and permissions, and lives for ten minutes', async () => {
    const { id, email } = await registerPerson(user);
    await user.sql(`UPDATE user_account SET permissions = '{product:write}' WHERE id = $1`, [id]);
    const { payload, protectedHeader } = await verify(await tokenOf(email));
    expect(protectedHeader).toMatchObject({ alg: 'EdDSA', kid: expect.any(String) });
    expect(payload).toMatchObject({
      sub: id,
      sid: expect.stringMatching(/^ses_/),
      tid: 'default',
      permissions: ['product:write'],
      jti: expect.any(String),
    });
    expect(payload.exp! - payload.iat!).toBe(600);
  });
});

describe('signing keys', () => {
  it('are published by their public half only, and rest encrypted', async () => {
    const keys = await jwks();
    expect(keys.keys.length).toBeGreaterThan(0);
    for (const key of keys.keys) {
      expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
    }
    const rows = await user.sql('SELECT private_jwe FROM signing_key');
    for (const row of rows) expect(row['private_jwe']).not.toContain('{');
  });

  it('rotate while everything that was issued stays valid, and are withdrawn afterwards', async () => {
    const { email } = await registerPerson(user);
    const before = await tokenOf(email);
    await user.app.keys.rotate();
    const after = await tokenOf(email);
    expect(kidOf(after)).not.toBe(kidOf(before));
    await verify(before);
    await verify(after);
    user.advance(12 * 60_000);
    const left = await jwks();
    expect(left.keys.map((key) => key.kid)).toContain(kidOf(after));
    expect(left.keys.map((key) => key.kid)).not.toContain(kidOf(before));
  });

  it('are followed by a new one after thirty days', async () => {
    const { email } = await registerPerson(user);
    const before = kidOf(await tokenOf(email));
    user.advance(31 * 24 * 60 * 60_000);
    expect(kidOf(await tokenOf(email))).not.toBe(before);
  });

  it('are shared by instances that start at once', async () => {
    await user.sql('DELETE FROM signing_key');
    const others = await Promise.all([user.start(), user.start(), user.start()]);
    expect(await user.sql('SELECT 1 FROM signing_key')).toHaveLength(1);
    expect(await jwks(others[0].url)).toEqual(await jwks(others[1].url));
    await Promise.all(others.map(({ service }) => service.stop()));
  });

  it('that cannot be opened any more are replaced, and still verify', async () => {
    const other = await user.start({ SIGNING_KEY_SECRET: 'another secret of at least 32 characters' });
    expect((await jwks(other.url)).keys).toHaveLength(2);
    await other.service.stop();
  });
});
