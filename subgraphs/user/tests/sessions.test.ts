import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { defaultTenantId } from '@bazaar/kit';
import { decodeJwt } from 'jose';
import {
  anyone,
  documents,
  get,
  password,
  person,
  registerPerson,
  startUserService,
  type Fixture,
} from './support.ts';

let user: Fixture;
beforeAll(async () => {
  user = await startUserService();
});
afterAll(() => user.stop());

const refresh = async (refreshToken: string) =>
  (await user.call(documents.refresh, { input: { refreshToken } })).data.result;
const sidOf = (accessToken: string) => decodeJwt(accessToken)['sid'] as string;
const service = {
  tenantId: defaultTenantId,
  principal: { kind: 'service' as const, id: 'gateway' },
  permissions: [],
};
const revocations = async () => {
  const answer = await get(`${user.url}/revocations`, service);
  return ((await answer.json()) as { revocations: { sessionId: string; refusedUntil: string }[] })
    .revocations;
};

describe('a refresh token', () => {
  it('is exchanged for tokens of the same session', async () => {
    const { accessToken, refreshToken } = await registerPerson(user);
    const { session } = await refresh(refreshToken);
    expect(session.refreshToken).not.toBe(refreshToken);
    expect(sidOf(session.accessToken)).toBe(sidOf(accessToken));
    expect((await refresh(session.refreshToken)).__typename).toBe('SessionRefreshSuccess');
  });

  it('used twice ends the session, also for the one who refreshed first', async () => {
    const { id, accessToken, refreshToken } = await registerPerson(user);
    const { session } = await refresh(refreshToken);
    expect((await refresh(refreshToken)).__typename).toBe('InvalidRefreshTokenError');
    expect((await refresh(session.refreshToken)).__typename).toBe('InvalidRefreshTokenError');
    expect(await user.events('user.session-revoked')).toContainEqual({
      userId: id,
      sessionIds: [sidOf(accessToken)],
      refusedUntil: session.expiresAt,
    });
  });

  it('used twenty times at once gives tokens once', async () => {
    const { refreshToken } = await registerPerson(user);
    const results = await Promise.all(Array.from({ length: 20 }, () => refresh(refreshToken)));
    expect(results.filter((result) => result.__typename === 'SessionRefreshSuccess')).toHaveLength(1);
  });

  it('takes over permissions that were granted meanwhile', async () => {
    const { id, refreshToken } = await registerPerson(user);
    await user.sql(`UPDATE user_account SET permissions = '{order:read}' WHERE id = $1`, [id]);
    const { session } = await refresh(refreshToken);
    expect(decodeJwt(session.accessToken)['permissions']).toEqual(['order:read']);
  });

  it('expires when nobody uses it', async () => {
    const { refreshToken } = await registerPerson(user);
    user.advance(15 * 24 * 60 * 60_000);
    expect((await refresh(refreshToken)).__typename).toBe('InvalidRefreshTokenError');
  });

  it('is worth nothing in another tenant', async () => {
    const { refreshToken } = await registerPerson(user);
    const elsewhere = { ...anyone, tenantId: 'another-shop' };
    const { data } = await user.call(documents.refresh, { input: { refreshToken } }, elsewhere);
    expect(data.result.__typename).toBe('InvalidRefreshTokenError');
  });

  it.each(['', 'x', 'x'.repeat(10_000), '\u0000', '\ud800', "' OR 1=1 --"])(
    'that was never issued (%j) is refused',
    async (refreshToken) => {
      const { __typename } = await refresh(refreshToken);
      expect(['InvalidRefreshTokenError', 'ValidationError']).toContain(__typename);
    },
  );
});

describe('signing out', () => {
  it('ends the session that asks and no other', async () => {
    const { id, email, accessToken, refreshToken } = await registerPerson(user);
    const other = (await user.call(documents.signIn, { input: { email, password } })).data.result.session;
    const me = person(id, [], sidOf(accessToken));
    const { data } = await user.call(documents.revoke, {}, me);
    expect(data.result).toEqual({ __typename: 'SessionRevokeSuccess', revoked: 1 });
    expect((await refresh(refreshToken)).__typename).toBe('InvalidRefreshTokenError');
    expect((await refresh(other.refreshToken)).__typename).toBe('SessionRefreshSuccess');
    expect((await user.call(documents.revoke, {}, me)).data.result.revoked).toBe(0);
  });

  it('everywhere ends every session and tells until when their access tokens are to be refused', async () => {
    const { id, email, accessToken } = await registerPerson(user);
    const second = (await user.call(documents.signIn, { input: { email, password } })).data.result.session;
    const me = person(id, [], sidOf(accessToken));
    const { data } = await user.call(documents.revoke, { input: { all: true } }, me);
    expect(data.result.revoked).toBe(2);
    const events = await user.events('user.session-revoked');
    const event = events.find((each) => each['userId'] === id);
    expect(event!['sessionIds']).toEqual(
      expect.arrayContaining([sidOf(accessToken), sidOf(second.accessToken)]),
    );
    expect(event!['refusedUntil']).toBe(second.expiresAt);
  });

  it('is told to gateways that start later, for as long as an access token may live', async () => {
    const { id, accessToken } = await registerPerson(user);
    const sessionId = sidOf(accessToken);
    await user.call(documents.revoke, {}, person(id, [], sessionId));
    expect((await revocations()).map((each) => each.sessionId)).toContain(sessionId);
    user.advance(11 * 60_000);
    expect((await revocations()).map((each) => each.sessionId)).not.toContain(sessionId);
  });

  it('needs a sign-in', async () => {
    const { errors } = await user.call(documents.revoke);
    expect(errors![0]!.extensions.code).toBe('UNAUTHENTICATED');
  });
});

describe('the list of revocations', () => {
  it('is for services only', async () => {
    expect((await get(`${user.url}/revocations`)).status).toBe(401);
    expect((await get(`${user.url}/revocations`, anyone)).status).toBe(403);
    expect((await get(`${user.url}/revocations`, person('usr_1', ['user:read']))).status).toBe(403);
  });
});
