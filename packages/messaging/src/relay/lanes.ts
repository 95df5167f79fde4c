import type pg from 'pg';
import { laneCount } from '../outbox/outbox.ts';
import { executor, type SqlExecutor } from '../sql.ts';

/** First half of the advisory lock's key, the same for every relay; the second is the lane. */
const lockClass = 72_240;
const acquireEveryMs = 1000;

/**
 * Owns lanes by session-level advisory locks on one dedicated connection: a lane has one owner at a time, no
 * transaction is open while a batch is published, and a dead process gives its lanes back with its connection.
 */
export function createLaneHolder(pool: pg.Pool, lanesPerRound: number) {
  let session: Session | undefined;

  async function open(): Promise<Session> {
    const client = await pool.connect();
    const opened: Session = { client, sql: executor(client), lanes: [], triedAt: 0, onEnd: () => undefined };
    opened.onEnd = () => drop(opened);
    client.on('error', opened.onEnd);
    client.on('end', opened.onEnd);
    return opened;
  }

  function drop(dropped: Session): void {
    if (session !== dropped) return;
    session = undefined;
    detach(dropped);
    dropped.client.release(true);
  }

  async function acquire(current: Session): Promise<void> {
    const now = Date.now();
    if (current.lanes.length === laneCount || now - current.triedAt < acquireEveryMs) return;
    current.triedAt = now;
    // The row number cuts before the lock is tried, so no lock is taken that is not counted.
    const rows = await current.sql.query<{ lane: number }>(
      `/* relay lanes */
       select lane from (
         select lane from unnest($2::int[]) as lane
         where not exists (select 1 from pg_locks l where l.locktype = 'advisory' and l.granted
           and l.database = (select oid from pg_database where datname = current_database())
           and l.classid = $1::int::oid and l.objid = lane::oid and l.objsubid = 2)
         order by random() limit $3) free
       where pg_try_advisory_lock($1::int, lane)`,
      [lockClass, Array.from({ length: laneCount }, (_, lane) => lane), lanesPerRound],
    );
    current.lanes = [...current.lanes, ...rows.map((row) => row.lane)].sort((a, b) => a - b);
  }

  return {
    owned: (): readonly number[] => session?.lanes ?? [],
    /** The connection and the lanes that it owns; opens a new one after the last was lost. Throws while it cannot. */
    async hold(): Promise<{ sql: SqlExecutor; lanes: readonly number[]; isNew: boolean }> {
      const isNew = session === undefined;
      const current = (session ??= await open());
      try {
        await acquire(current);
      } catch (error) {
        drop(current);
        throw error;
      }
      return { sql: current.sql, lanes: current.lanes, isNew };
    },
    async release(last: (sql: SqlExecutor) => Promise<void>): Promise<void> {
      const current = session;
      if (!current) return;
      await last(current.sql).catch(() => undefined);
      await current.sql.query('select pg_advisory_unlock_all()::text').catch(() => undefined);
      if (session !== current) return;
      session = undefined;
      detach(current);
      current.client.release();
    },
  };
}

function detach(session: Session): void {
  session.client.off('error', session.onEnd);
  session.client.off('end', session.onEnd);
  // A late error of a connection that nobody uses any more must not end the process.
  session.client.on('error', () => undefined);
}

type Session = {
  client: pg.PoolClient;
  sql: SqlExecutor;
  lanes: readonly number[];
  triedAt: number;
  onEnd: () => void;
};
