import type { Component, Logger } from '@bazaar/kit';
import { Redis } from 'ioredis';
import type { Revocation } from './denylist.ts';

/** One sorted set for all gateways: session id by the moment from which its tokens have ended anyway. */
const key = 'bazaar:gateway:revoked-sessions';

/** The denylist as the gateways share it, so that a new one knows what the others heard. */
export function createSharedDenylist(url: string, logger: Logger): SharedDenylist {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 1, connectTimeout: 2_000 });
  // Without a listener a lost connection would end the process; commands report their own failure.
  redis.on('error', (error: Error) => logger.warn({ err: error }, 'redis is not reachable'));
  return {
    async add(revocations) {
      if (revocations.length === 0) return;
      await redis.zadd(key, ...revocations.flatMap(({ sessionId, untilMs }) => [untilMs, sessionId]));
      await redis.zremrangebyscore(key, '-inf', Date.now());
    },
    async read() {
      const flat = await redis.zrangebyscore(key, Date.now(), '+inf', 'WITHSCORES');
      return flat.flatMap((sessionId, index) =>
        index % 2 === 0 ? [{ sessionId, untilMs: Number(flat[index + 1]) }] : [],
      );
    },
    component: { name: 'redis', stop: async () => redis.disconnect() },
  };
}

export type SharedDenylist = {
  add(revocations: readonly Revocation[]): Promise<void>;
  read(): Promise<Revocation[]>;
  component: Component;
};
