import { EventEmitter } from 'node:events';
import type { Logger } from '@bazaar/kit';
import type { WorkerEvents } from 'graphile-worker';
import pg from 'pg';
import { sqlFromPool, type SqlExecutor } from '../sql.ts';

/** Any number that no other advisory lock of this database uses as its first half. */
const lockClass = 7_301;
const sweepMs = 1_000;
/** A pool's first job may be locked before its presence is, and any job before its process hears of it. */
const graceSeconds = 2;

/**
 * Gives back the jobs that nobody works at, in seconds instead of graphile-worker's four hours.
 *
 * Those of a process that was killed:
 * 1. each worker pool's id is an advisory lock, held by one connection for as long as its process lives;
 * 2. the database drops that lock the moment the connection breaks;
 * 3. a lock that can be had belongs to nobody, so that pool's jobs are unlocked.
 *
 * Those of this process, when the database went away between locking a job and saying so, or before the end of a job
 * was written: whatever its pools have locked and none of its workers has in hand.
 *
 * A job may then run twice: every step is idempotent.
 */
export function createLockRecovery(options: {
  databaseUrl: string;
  pool: pg.Pool;
  logger: Logger;
}): LockRecovery {
  const { pool, logger } = options;
  const own = new Set<string>();
  const inHand = new Set<string>();
  /** Whether `presence` holds a lock for each of `own`. */
  let isPresent = false;
  let presence: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> = Promise.resolve();

  const events: WorkerEvents = new EventEmitter();
  // Jobs are locked by the id of the pool, not of the worker in it.
  events.on('pool:create', ({ workerPool }) => {
    own.add(workerPool.id);
    isPresent = false;
  });
  events.on('job:start', ({ job }) => inHand.add(job.id));
  events.on('job:complete', ({ job }) => inHand.delete(job.id));

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: options.databaseUrl,
      application_name: 'job-worker-presence',
    });
    client.on('error', () => undefined);
    client.on('end', () => {
      if (presence === client) presence = undefined;
    });
    await client.connect();
    isPresent = false;
    return client;
  }

  async function sweep(): Promise<void> {
    presence ??= await connect();
    if (!isPresent) {
      isPresent = true;
      await presence.query(holdPresence, [lockClass, [...own]]);
    }
    const { rowCount } = await pool.query(freeForgotten, [graceSeconds, [...own], [...inHand]]);
    if (rowCount) logger.warn({ jobs: rowCount }, 'jobs that no worker has in hand were given back');
    const { rows } = await pool.query<{ id: string }>(findLocked, [graceSeconds, [...own]]);
    for (const { id } of rows) {
      const isFreed = await sqlFromPool(pool).transaction((sql) => freeIfAbsent(sql, id));
      if (isFreed) logger.warn({ poolId: id }, 'jobs of a dead worker were given back');
    }
  }

  const sweepQuietly = () => {
    sweeping = sweep().catch((error: unknown) =>
      logger.warn({ err: error }, 'job locks could not be checked'),
    );
    return sweeping;
  };

  return {
    start: async () => {
      await sweepQuietly();
      const again = () => {
        timer = setTimeout(() => void sweepQuietly().then(() => timer && again()), sweepMs);
      };
      again();
    },
    events,
    stop: async () => {
      clearTimeout(timer);
      timer = undefined;
      await sweeping;
      await presence?.end();
    },
  };
}

const holdPresence =
  '/* holdPresence */ SELECT pg_advisory_lock($1::int, hashtext(id)) FROM unnest($2::text[]) AS id';

const freeForgotten = `/* freeForgotten */
  UPDATE graphile_worker._private_jobs SET locked_by = NULL, locked_at = NULL
  WHERE locked_at < now() - make_interval(secs => $1) AND locked_by = ANY ($2::text[])
    AND id <> ALL ($3::bigint[])`;

const findLocked = `/* findLocked */
  SELECT DISTINCT locked_by AS id FROM graphile_worker._private_jobs
  WHERE locked_at < now() - make_interval(secs => $1) AND locked_by <> ALL ($2::text[])`;

/** The lock ends with the transaction; where it cannot be had, the worker is alive. */
async function freeIfAbsent(sql: SqlExecutor, id: string): Promise<boolean> {
  const [row] = await sql.query<{ isAbsent: boolean }>(
    '/* freeIfAbsent */ SELECT pg_try_advisory_xact_lock($1::int, hashtext($2)) AS "isAbsent"',
    [lockClass, id],
  );
  if (!row?.isAbsent) return false;
  await sql.query('/* freeIfAbsent */ SELECT graphile_worker.force_unlock_workers(ARRAY[$1])', [id]);
  return true;
}

export type LockRecovery = {
  start(): Promise<void>;
  /** For the worker pools of this process: by these it knows them, and what they work at. */
  readonly events: WorkerEvents;
  stop(): Promise<void>;
};
