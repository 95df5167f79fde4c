// Real databases, one a service, whose clock is the simulation's.
import { createLogger } from '@bazaar/kit';
import { createJobWorker, createServicePool } from '@bazaar/messaging';
import { createTestDatabase, type TestDatabase } from '@bazaar/testkit';

export const serviceNames = ['order', 'inventory', 'payment', 'notification'] as const;
export type ServiceName = (typeof serviceNames)[number];

const withJobs: readonly ServiceName[] = ['payment', 'notification'];

export async function createDatabases(): Promise<Databases> {
  const made = await Promise.all(serviceNames.map((name) => createDatabase(name)));
  const by = Object.fromEntries(serviceNames.map((name, index) => [name, made[index]!]));
  // @NOTE One entry for each name, by the line above.
  return by as Databases;
}

async function createDatabase(name: ServiceName): Promise<SimulatedDatabase> {
  const database = await createTestDatabase(name);
  const { pool } = database;
  const hasJobs = withJobs.includes(name);
  if (hasJobs) await createJobTables(database);
  await pool.query(virtualClock);
  await pool.query(
    `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = virtual, pg_catalog, public', current_database()); END $$`,
  );
  const { rows } = await pool.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE (schemaname = 'public' AND tablename <> '_prisma_migrations')
        OR (schemaname = 'messaging' AND tablename <> 'migration') ORDER BY 1`,
  );
  const tables = rows.map((row) => row.name);
  const all = hasJobs ? [...tables, 'graphile_worker._private_jobs'] : tables;
  const domain = tables.filter((table) => table.startsWith('public.'));
  return {
    ...database,
    reset: async () => void (await pool.query(`TRUNCATE ${all.join(', ')} RESTART IDENTITY`)),
    setClock: async (now) => void (await pool.query('UPDATE virtual.clock SET at = $1', [new Date(now)])),
    status: async () => {
      const jobs = hasJobs ? jobsOf : `NULL::json`;
      const found = await pool.query<{ rows: number[] | null; jobs: JobRow[] | null }>(
        `SELECT (SELECT array_agg((extract(epoch FROM available_at) * 1000)::float8)
                 FROM messaging.outbox WHERE published_at IS NULL) AS rows, (${jobs}) AS jobs`,
      );
      const [row] = found.rows;
      return { unpublished: row?.rows ?? [], jobs: row?.jobs ?? [] };
    },
    dump: async (alsoMessages) => {
      const wanted = alsoMessages ? [...domain, 'messaging.outbox'] : domain;
      const parts = wanted.map(
        (table) =>
          `SELECT '${table}' AS name, coalesce(json_agg(to_jsonb(t) ORDER BY to_jsonb(t)::text), '[]') AS rows FROM ${table} t`,
      );
      const found = await pool.query<{ name: string; rows: object[] }>(parts.join(' UNION ALL '));
      return Object.fromEntries(found.rows.map((table) => [table.name, table.rows]));
    },
    endBackends: async (pids) => {
      if (pids.length > 0)
        await pool.query('SELECT pg_terminate_backend(pid, 5000) FROM unnest($1::int[]) AS pid', [pids]);
    },
  };
}

/** The tables of graphile-worker, made as a first start of the service makes them. */
async function createJobTables({ url }: TestDatabase): Promise<void> {
  const logger = createLogger({ name: 'jobs', level: 'silent' });
  const pool = createServicePool({ name: 'jobs', databaseUrl: url, connectionsMax: 4 });
  const worker = createJobWorker({ databaseUrl: url, pool, logger, concurrency: 1, tasks: {} });
  await worker.start?.();
  await worker.stop?.();
  await pool.end();
}

// Functions of the same names that are found before PostgreSQL's own: nothing in the services knows of it.
const virtualClock = `
  CREATE SCHEMA virtual;
  CREATE TABLE virtual.clock (at timestamptz NOT NULL);
  INSERT INTO virtual.clock VALUES (now());
  CREATE FUNCTION virtual.now() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT at FROM virtual.clock';
  CREATE FUNCTION virtual.clock_timestamp() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT at FROM virtual.clock';`;

const jobsOf = `SELECT json_agg(json_build_object('id', j.id::text, 'task', t.identifier, 'payload', j.payload,
    'runAt', (extract(epoch FROM j.run_at) * 1000)::float8) ORDER BY j.id)
  FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id`;

export type JobRow = {
  readonly id: string;
  readonly task: string;
  readonly payload: object;
  readonly runAt: number;
};

/** What waits in a database: times are epoch milliseconds. */
export type DatabaseStatus = { readonly unpublished: readonly number[]; readonly jobs: readonly JobRow[] };

export type Dump = Readonly<Record<string, readonly object[]>>;

export type SimulatedDatabase = TestDatabase & {
  /** Empties every table. */
  reset(): Promise<void>;
  setClock(now: number): Promise<void>;
  status(): Promise<DatabaseStatus>;
  /** The rows of the service's own tables, and on demand of its outbox. */
  dump(alsoMessages?: boolean): Promise<Dump>;
  /** Ends connections as the death of their process does, and waits until their locks are gone. */
  endBackends(pids: readonly number[]): Promise<void>;
};

export type Databases = Readonly<Record<ServiceName, SimulatedDatabase>>;
