import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { sqlFromPool } from './sql.ts';

const folder = join(import.meta.dirname, '..', 'sql');
/** Any number that nothing else locks; the migrations of one database wait for each other on it. */
const migrationLock = 7_224_001;

/**
 * Creates or updates the tables in PostgreSQL schema `messaging`: each numbered file once, all in one transaction,
 * under an advisory lock. The schema of its own keeps them out of sight of a service's Prisma drift checks.
 */
export async function migrateMessaging(pool: pg.Pool): Promise<void> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  await sqlFromPool(pool).transaction(async (sql) => {
    await sql.query('select pg_advisory_xact_lock($1)', [migrationLock]);
    await sql.query('create schema if not exists messaging');
    await sql.query(
      'create table if not exists messaging.migration (name text primary key, applied_at timestamptz not null default now())',
    );
    const applied = await sql.query<{ name: string }>('select name from messaging.migration');
    const names = new Set(applied.map((row) => row.name));
    for (const name of files.filter((file) => !names.has(file))) {
      await sql.query(await readFile(join(folder, name), 'utf8'));
      await sql.query('insert into messaging.migration (name) values ($1)', [name]);
    }
  });
}
