// Brings a database up to date, in Prisma's own bookkeeping, so that its CLI agrees with what was done here.
import { randomUUID } from 'node:crypto';
import { migrateMessaging } from '@bazaar/messaging';
import pg from 'pg';
import { ToolError } from '../lib/workspace.ts';
import { readMigrations, readRepeatableSql, type Migration } from './folder.ts';

/** The lock that Prisma's own `migrate deploy` takes: of several that start at once, one migrates. */
const migrationLock = 72_707_369;

/**
 * Applies the migrations of `prisma/<subgraph>` that the database lacks, and the tables of `@bazaar/messaging`.
 * Returns the names of what was applied. Throws `ToolError` when a migration failed, or an applied one was edited.
 */
export async function deployMigrations(options: DeployOptions): Promise<string[]> {
  const pool = new pg.Pool({ connectionString: options.databaseUrl, max: 2 });
  pool.on('error', () => undefined);
  try {
    const applied = await withLock(pool, (client) => applyPending(client, options));
    await migrateMessaging(pool);
    return applied;
  } finally {
    await pool.end();
  }
}

async function applyPending(client: pg.PoolClient, { subgraph, log }: DeployOptions): Promise<string[]> {
  await client.query(createBookkeeping);
  const known = await readApplied(client, subgraph);
  const pending = readMigrations(subgraph).filter((migration) => !isApplied(known, migration, subgraph));
  for (const migration of pending) {
    await apply(client, migration, subgraph);
    log?.(`${subgraph}: applied ${migration.name}`);
  }
  for (const sql of readRepeatableSql(subgraph)) await client.query(sql);
  return pending.map((migration) => migration.name);
}

/** Several statements in one query are one transaction; its row is written before, so that a failure stays visible. */
async function apply(client: pg.PoolClient, migration: Migration, subgraph: string): Promise<void> {
  const id = randomUUID();
  await client.query('insert into _prisma_migrations (id, checksum, migration_name) values ($1, $2, $3)', [
    id,
    migration.checksum,
    migration.name,
  ]);
  try {
    await client.query(migration.sql);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await client.query('update _prisma_migrations set logs = $2, rolled_back_at = now() where id = $1', [
      id,
      reason,
    ]);
    throw new ToolError(`${subgraph}: migration ${migration.name} failed and was rolled back: ${reason}`, {
      cause: error,
    });
  }
  await client.query(
    'update _prisma_migrations set finished_at = now(), applied_steps_count = 1 where id = $1',
    [id],
  );
}

async function readApplied(client: pg.PoolClient, subgraph: string): Promise<AppliedMigration[]> {
  const { rows } = await client.query<AppliedMigration>(
    'select migration_name as name, checksum, finished_at as "finishedAt" from _prisma_migrations where rolled_back_at is null',
  );
  const stuck = rows.find((row) => row.finishedAt === null);
  if (stuck)
    throw new ToolError(`${subgraph}: migration ${stuck.name} began and never ended; resolve it by hand.`);
  return rows;
}

function isApplied(known: AppliedMigration[], migration: Migration, subgraph: string): boolean {
  const match = known.find((row) => row.name === migration.name);
  if (match && match.checksum !== migration.checksum)
    throw new ToolError(
      `${subgraph}: migration ${migration.name} was edited after this database had applied it. Undo the edit and add a new migration, or drop the database if its data does not matter.`,
    );
  return match !== undefined;
}

async function withLock<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    return await work(client);
  } finally {
    // Ending the session gives the lock back.
    client.release(true);
  }
}

const createBookkeeping = `
create table if not exists _prisma_migrations (
  id varchar(36) primary key not null,
  checksum varchar(64) not null,
  finished_at timestamptz,
  migration_name varchar(255) not null,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz not null default now(),
  applied_steps_count integer not null default 0
)`;

type AppliedMigration = { name: string; checksum: string; finishedAt: Date | null };

export type DeployOptions = {
  /** Folder below `prisma/`. */
  readonly subgraph: string;
  readonly databaseUrl: string;
  /** Told one line for each migration that was applied. */
  readonly log?: (line: string) => void;
};
