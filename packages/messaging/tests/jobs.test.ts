import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Component } from '@bazaar/kit';
import { createTestDatabase, eventually, type TestDatabase } from '@bazaar/testkit';
import type pg from 'pg';
import { createJobWorker, createServicePool } from '../src/index.ts';
import { silent } from './support.ts';

// A bound for machines under load; what is given back is so after two seconds.
const timeoutMs = 30_000;

describe('jobs of a worker whose database fails it', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let worker: Component;
  const done: string[] = [];
  const gate = { isOpen: true };

  beforeEach(async () => {
    database = await createTestDatabase('messaging');
    pool = createServicePool({ name: 'jobs', databaseUrl: database.url, connectionsMax: 5 });
    done.length = 0;
    gate.isOpen = true;
    worker = createJobWorker({
      databaseUrl: database.url,
      pool,
      logger: silent,
      concurrency: 2,
      pollMs: 50,
      tasks: {
        note: async (payload) => {
          await eventually(() => expect(gate.isOpen).toBe(true), { timeoutMs });
          done.push((payload as { name: string }).name);
        },
      },
    });
    await worker.start?.();
  });
  afterEach(async () => {
    await worker.stop?.();
    await pool.end();
    await database.drop();
  });

  const add = (name: string) =>
    database.pool.query(`SELECT graphile_worker.add_job('note', json_build_object('name', $1::text))`, [
      name,
    ]);
  const jobs = async () => (await database.pool.query('SELECT id FROM graphile_worker._private_jobs')).rows;
  const noneIsLeft = () => eventually(async () => expect(await jobs()).toEqual([]), { timeoutMs });
  /** The id under which the worker locks; it shows while a job is in hand. */
  const poolId = async () => {
    gate.isOpen = false;
    await add('shows the pool');
    const { rows } = await eventually(async () => {
      const found = await database.pool.query<{ id: string }>(
        'SELECT locked_by AS id FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL',
      );
      expect(found.rows).toHaveLength(1);
      return found;
    });
    gate.isOpen = true;
    return rows[0]!.id;
  };

  it('one that was locked, although the answer never arrived, is done', async () => {
    const id = await poolId();
    await noneIsLeft();
    // What a database leaves that is killed after its commit.
    await database.pool.query(
      `SELECT graphile_worker.add_job('note', '{"name":"forgotten"}', run_at => now() + interval '1 hour')`,
    );
    await database.pool.query(
      `UPDATE graphile_worker._private_jobs SET run_at = now(), locked_by = $1, locked_at = now()`,
      [id],
    );
    await noneIsLeft();
    expect(done).toEqual(['shows the pool', 'forgotten']);
  });

  it('one whose end could not be written is done again, and those behind it are done too', async () => {
    await database.pool.query(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the disk is full'; END $$;
      CREATE TRIGGER refuse BEFORE DELETE ON graphile_worker._private_jobs EXECUTE FUNCTION refuse()`);
    await add('unwritten');
    await eventually(() => expect(done).toContain('unwritten'), { timeoutMs });
    await add('behind');
    await database.pool.query('DROP TRIGGER refuse ON graphile_worker._private_jobs');
    await noneIsLeft();
    expect(new Set(done)).toEqual(new Set(['unwritten', 'behind']));
  });

  it('one that is in hand stays there, however long it takes', async () => {
    gate.isOpen = false;
    await add('slow');
    await eventually(
      async () => {
        const { rows } = await database.pool.query(
          `SELECT attempts, now() - locked_at > interval '4 seconds' AS is_old FROM graphile_worker._private_jobs`,
        );
        expect(rows).toEqual([{ attempts: 1, is_old: true }]);
      },
      { timeoutMs },
    );
    gate.isOpen = true;
    await noneIsLeft();
    expect(done).toEqual(['slow']);
  });

  it('all are done after every connection was cut in the midst of them', async () => {
    gate.isOpen = false;
    const names = Array.from({ length: 6 }, (_, index) => `job ${index}`);
    for (const name of names) await add(name);
    const url = new URL(database.url);
    await database.pool
      .query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
        url.pathname.slice(1),
      ])
      .catch(() => undefined);
    gate.isOpen = true;
    await noneIsLeft();
    expect(new Set(done)).toEqual(new Set(names));
  });
});
