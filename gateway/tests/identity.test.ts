import { writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { userSessionRevokedV1 } from '@bazaar/events';
import { eventually } from '@bazaar/testkit';
import { bearer, startTestGateway, type TestGateway } from './support/gateway.ts';
import { connect } from './support/socket.ts';

const keyHash = (key: string) => createHash('sha256').update(key).digest('hex');
const partner = { id: 'ptn_1', name: 'Feeds', keyHash: keyHash('partner-key'), permissions: ['order:read'] };

describe('identity', () => {
  let gateway: TestGateway;
  const whoami = async (headers: Record<string, string>) => {
    const answer = await gateway.post({ query: '{ whoami }' }, headers);
    const identity = answer.data && (JSON.parse(answer.data.whoami as string) as unknown);
    return { status: answer.status, identity, code: answer.errors?.[0]?.extensions.code };
  };
  const revoke = (sessionId: string) =>
    gateway.publish(userSessionRevokedV1, 'usr_1', {
      userId: 'usr_1',
      sessionIds: [sessionId],
      refusedUntil: new Date(Date.now() + 600_000).toISOString(),
    });

  beforeAll(async () => {
    gateway = await startTestGateway({
      files: { 'partners.json': JSON.stringify([partner]) },
      before: ({ issuer }) =>
        void issuer.revocations.push({
          sessionId: 'ses_ended_before',
          refusedUntil: new Date(Date.now() + 600_000).toISOString(),
        }),
    });
  });
  afterAll(() => gateway.stop());

  it('is anonymous without credentials', async () => {
    expect((await whoami({})).identity).toMatchObject({ principal: { kind: 'anonymous' }, permissions: [] });
  });

  it('is refused with 401 for any credential that does not hold', async () => {
    const token: typeof gateway.issuer.token = (claims) => gateway.issuer.token(claims);
    const good = await token();
    const bad = [
      'Bearer nonsense',
      `Bearer ${good.slice(0, -4)}AAAA`,
      `Basic ${good}`,
      `Bearer ${await token({ expiresInMs: -60_000 })}`,
      `Bearer ${await token({ tid: '' } as never)}`,
      `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${good.split('.')[1]}.`,
    ];
    for (const authorization of bad) {
      expect(await whoami({ authorization })).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    }
    expect(await whoami({ 'x-api-key': 'no such key' })).toMatchObject({
      status: 401,
      code: 'UNAUTHENTICATED',
    });
  });

  it('follows a rotation of the keys without a restart', async () => {
    const before = await gateway.issuer.token();
    await gateway.issuer.rotate();
    const after = await gateway.issuer.token();
    expect((await whoami(bearer(after))).status).toBe(200);
    expect((await whoami(bearer(before))).status).toBe(200);
  });

  it('is that of the partner whose key came along, also after the file changed', async () => {
    expect((await whoami({ 'x-api-key': 'partner-key' })).identity).toMatchObject({
      principal: { kind: 'partner', id: 'ptn_1' },
      permissions: ['order:read'],
    });
    const another = { ...partner, id: 'ptn_2', keyHash: keyHash('another-key') };
    writeFileSync(join(gateway.folder, 'partners.json'), JSON.stringify([another]));
    await eventually(async () => expect((await whoami({ 'x-api-key': 'another-key' })).status).toBe(200));
    expect((await whoami({ 'x-api-key': 'partner-key' })).status).toBe(401);
    writeFileSync(join(gateway.folder, 'partners.json'), '[{ broken');
    await eventually(() => expect(gateway.lines.some(({ msg }) => msg.includes('not usable'))).toBe(true));
    expect((await whoami({ 'x-api-key': 'another-key' })).status).toBe(200);
  });

  it('ends within a second of its revocation, also on an open socket', async () => {
    const token = await gateway.issuer.token({ sessionId: 'ses_revoked' });
    const socket = connect(gateway.socketUrl, { authorization: token });
    const watching = socket.subscribe({ query: 'subscription { notificationReceived { id } }' });
    await eventually(async () => expect((await whoami(bearer(token))).status).toBe(200));
    await revoke('ses_revoked');
    await eventually(async () => expect((await whoami(bearer(token))).status).toBe(401), {
      timeoutMs: 1_000,
    });
    await eventually(() => expect(socket.closed).toEqual([4403]));
    expect(watching.answers).toEqual([]);
    expect((await whoami(bearer(await gateway.issuer.token({ sessionId: 'ses_other' })))).status).toBe(200);
  });

  it('of a session that was revoked before the gateway started is refused', async () => {
    const token = await gateway.issuer.token({ sessionId: 'ses_ended_before' });
    expect((await whoami(bearer(token))).status).toBe(401);
  });

  it('cannot be told while the keys are not to be had: that is not the fault of the client', async () => {
    const lonely = await startTestGateway({ env: { JWKS_URL: 'http://127.0.0.1:1/jwks' } });
    try {
      const answer = await lonely.post({ query: '{ whoami }' }, bearer(await lonely.issuer.token()));
      expect(answer).toMatchObject({
        status: 503,
        errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }],
      });
      expect((await lonely.post({ query: '{ whoami }' })).status).toBe(200);
    } finally {
      await lonely.stop();
    }
  });
});
