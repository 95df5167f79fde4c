import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { userSessionRevokedV1 } from '@bazaar/events';
import { createLogger } from '@bazaar/kit';
import { eventually, redisMissing, startRedis } from '@bazaar/testkit';
import { createSharedDenylist } from '../src/identity/shared-denylist.ts';
import { bearer, startTestGateway } from './support/gateway.ts';

(redisMissing() ? describe.skip : describe)('the denylist that gateways share', () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let url: string;
  const inTenMinutes = () => Date.now() + 600_000;
  beforeAll(async () => {
    redis = await startRedis();
    url = `redis://127.0.0.1:${redis.port}`;
  });
  afterAll(() => redis.stop());

  it('holds what has not ended by itself', async () => {
    const logger = createLogger({ name: 'gateway', level: 'silent' });
    const shared = createSharedDenylist(url, logger);
    const untilMs = inTenMinutes();
    await shared.add([
      { sessionId: 'ses_a', untilMs },
      { sessionId: 'ses_old', untilMs: Date.now() - 1 },
    ]);
    await shared.add([]);
    expect(await shared.read()).toEqual([{ sessionId: 'ses_a', untilMs }]);
    await shared.component.stop!();
  });

  it('tells a gateway that starts what another one heard', async () => {
    const first = await startTestGateway({ env: { REDIS_URL: url } });
    const second = await (async () => {
      try {
        await first.publish(userSessionRevokedV1, 'usr_1', {
          ...{
            userId: 'usr_1',
            sessionIds: ['ses_shared'],
            refusedUntil: new Date(inTenMinutes()).toISOString(),
          },
        });
        const token = await first.issuer.token({ sessionId: 'ses_shared' });
        await eventually(async () =>
          expect((await first.post({ query: '{ whoami }' }, bearer(token))).status).toBe(401),
        );
        return await startTestGateway({ env: { REDIS_URL: url } });
      } finally {
        await first.stop();
      }
    })();
    const token = await second.issuer.token({ sessionId: 'ses_shared' });
    expect((await second.post({ query: '{ whoami }' }, bearer(token))).status).toBe(401);
    await second.stop();
  });

  it('keeps no gateway from starting when it is not reachable', async () => {
    const gateway = await startTestGateway({ env: { REDIS_URL: 'redis://127.0.0.1:1' } });
    expect((await gateway.post({ query: '{ whoami }' })).status).toBe(200);
    await gateway.stop();
  });
});
