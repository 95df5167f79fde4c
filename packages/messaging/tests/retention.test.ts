import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@bazaar/testkit';
import { createMemoryDriver, prune, type RetentionRule } from '../src/index.ts';
import { createRetention, messagingRetention } from '../src/retention.ts';
import { createService, newOrderId, silent } from './support.ts';

const dayMs = 24 * 60 * 60_000;
const inDays = (days: number) => () => new Date(Date.now() + days * dayMs);

describe('retention', () => {
  let service: Awaited<ReturnType<typeof createService>>;
  beforeEach(async () => {
    service = await createService(createMemoryDriver());
    await service.pool.query('create table note (id int primary key, at timestamptz not null default now())');
  });
  afterEach(() => service.close());

  const rule: RetentionRule = { table: 'note', where: 'at < $1', days: 30 };
  const write = (from: number, to: number) =>
    service.pool.query('insert into note (id) select generate_series($1::int, $2::int)', [from, to]);
  const count = async () => Number((await service.pool.query('select count(*) from note')).rows[0].count);
  const pruneIn = (days: number) =>
    prune({ pool: service.pool, rules: [rule], now: inDays(days), batchRows: 10 });

  it('keeps everything until its day, and then deletes it, batch by batch', async () => {
    await write(1, 25);
    expect(await pruneIn(29)).toEqual({});
    expect(await count()).toBe(25);
    expect(await pruneIn(31)).toEqual({ note: 25 });
    expect(await count()).toBe(0);
  });

  it('leaves a row alone that somebody works on', async () => {
    await write(1, 3);
    await service.sql.transaction(async (tx) => {
      await tx.query('update note set at = $1 where id = 2', [inDays(31)()]);
      expect(await pruneIn(31)).toEqual({ note: 2 });
    });
    expect(await pruneIn(31)).toEqual({});
    expect(await count()).toBe(1);
  });

  it('may be run by any number of instances at a time, and each row goes once', async () => {
    await write(1, 200);
    const rounds = await Promise.all(Array.from({ length: 4 }, () => pruneIn(31)));
    expect(rounds.reduce((sum, { note = 0 }) => sum + note, 0)).toBe(200);
  });

  it('goes on after a failure, until it is stopped', async () => {
    const retention = createRetention({
      pool: service.pool,
      rules: [{ ...rule, table: 'not_there_yet' }],
      logger: silent,
      now: inDays(31),
      intervalMs: 10,
    });
    await retention.start?.();
    await write(1, 1);
    await service.pool.query('create table not_there_yet as select * from note');
    await eventually(async () => {
      const { rows } = await service.pool.query('select * from not_there_yet');
      expect(rows).toEqual([]);
    });
    await retention.stop?.();
    await service.pool.query('insert into not_there_yet select * from note');
    expect((await service.pool.query('select * from not_there_yet')).rows).toHaveLength(1);
  });

  it('of messaging deletes what is through, and never what is still to be done', async () => {
    const days = { outbox: 2, inbox: 14, idempotency: 7, replayedDeadLetter: 30 };
    await service.place(newOrderId(), 'published', 'unpublished');
    await service.pool.query(`update messaging.outbox set published_at = now() where sequence = 1`);
    await service.pool.query(`
      insert into messaging.inbox (consumer, event_id) values ('c', gen_random_uuid());
      insert into messaging.idempotency values ('t', 'p', 'o', 'k', 'f');
      insert into messaging.dead_letter
        (consumer, reason, parks_key, topic, partition, "offset", key, value, headers, error_code, error_message, attempts, replayed_at)
        select 'c', 'poison', false, 't', 0, 0, 'k', 'v', '{}', 'E', 'm', 1, replayed_at
        from (values (now()), (null)) as t (replayed_at)`);
    const pruneAll = (inFuture: number) =>
      prune({ pool: service.pool, rules: messagingRetention(days), now: inDays(inFuture) });
    expect(await pruneAll(1)).toEqual({});
    expect(await pruneAll(3)).toEqual({ 'messaging.outbox': 1 });
    expect(await pruneAll(8)).toEqual({ 'messaging.idempotency': 1 });
    expect(await pruneAll(15)).toEqual({ 'messaging.inbox': 1 });
    expect(await pruneAll(31)).toEqual({ 'messaging.dead_letter': 1 });
    expect(await pruneAll(10_000)).toEqual({});
    expect((await service.pool.query('select sequence from messaging.outbox')).rows).toEqual([
      { sequence: 2 },
    ]);
  });
});
