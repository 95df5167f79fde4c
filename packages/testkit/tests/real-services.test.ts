import { describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import { createTestDatabase, eventually, leakCheck, redisMissing, startRedis } from '../src/index.ts';

describe('test databases', () => {
  it('give each caller a migrated database of its own', async () => {
    const [one, other] = await Promise.all([createTestDatabase('product'), createTestDatabase('product')]);
    await one.pool.query(
      `insert into messaging.inbox (consumer, event_id) values ('test', gen_random_uuid())`,
    );
    const { rows } = await other.pool.query<{ count: string }>('select count(*) from messaging.inbox');
    expect(rows[0]?.count).toBe('0');
    expect(one.url).not.toBe(other.url);
    await one.drop();
    await other.drop();
  });
});

describe('leakCheck', () => {
  it('names a server that nobody closed', async () => {
    const leaks = leakCheck();
    const server = createServer().listen(0, '127.0.0.1');
    await eventually(() => expect(leaks()).toEqual(['1 × TCPServerWrap']));
    server.close();
    await eventually(() => expect(leaks()).toEqual([]));
  });
});

(redisMissing() ? describe.skip : describe)('startRedis', () => {
  it('comes back on the same port after a kill', async () => {
    const redis = await startRedis();
    const { url } = redis;
    await redis.kill();
    await redis.restart();
    expect(redis.url).toBe(url);
    await redis.stop();
  });
});
