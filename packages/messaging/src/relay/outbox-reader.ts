import type pg from 'pg';
import type { SqlExecutor } from '../sql.ts';

const batchMax = 200;

/** The relay's three statements. */
export function createOutboxReader() {
  return {
    /** Due rows of the lanes: the ordered ones by position, then delayed ones. */
    async readDue(sql: SqlExecutor, lanes: readonly number[], excluded: Excluded): Promise<OutboxEntry[]> {
      if (lanes.length === 0) return [];
      return sql.query<OutboxEntry>(selectDue, [lanes, excluded.positions, excluded.aggregates]);
    },

    async markPublished(sql: SqlExecutor, positions: readonly string[]): Promise<void> {
      if (positions.length === 0) return;
      await sql.query(
        `/* relay markPublished */ update messaging.outbox
         set published_at = clock_timestamp(), attempts = attempts + 1, last_error = null
         where position = any($1::bigint[])`,
        [positions],
      );
    },

    async markFailed(sql: SqlExecutor, failures: readonly PublishFailure[]): Promise<void> {
      await sql.query(
        `/* relay markFailed */ update messaging.outbox o
         set attempts = attempts + 1, last_error = left(f.error, 500)
         from unnest($1::bigint[], $2::text[]) as f(position, error) where o.position = f.position`,
        [failures.map((failure) => failure.position), failures.map((failure) => failure.error)],
      );
    },

    /** What is due and unpublished, of all lanes. */
    async backlog(pool: pg.Pool): Promise<{ due: number; oldestMs: number }> {
      const result = await pool.query<{ due: number; oldestMs: number }>(
        `/* relay backlog */ select count(*)::int as due,
           coalesce(extract(epoch from clock_timestamp() - min(available_at)) * 1000, 0)::float8 as "oldestMs"
         from messaging.outbox where published_at is null and available_at <= clock_timestamp()`,
      );
      return result.rows[0]!;
    },
  };
}

// A payload that is a string is the text of a message; see addRawToOutbox.
const columns = `position::text, aggregate_id, sequence, topic, partition_key, headers,
  case jsonb_typeof(payload) when 'string' then payload #>> '{}' else payload::text end as value,
  (extract(epoch from clock_timestamp() - available_at) * 1000)::float8 as "dueMs"`;
const free = `published_at is null and lane = any($1::int[]) and position <> all($2::bigint[])
  and aggregate_id <> all($3::text[])`;

const selectDue = `/* relay readDue */
(select ${columns} from messaging.outbox
 where ${free} and sequence is not null order by outbox.position limit ${batchMax})
union all
(select ${columns} from messaging.outbox
 where ${free} and sequence is null and available_at <= clock_timestamp() order by available_at limit ${batchMax})`;

export type OutboxEntry = {
  position: string;
  aggregate_id: string;
  sequence: number | null;
  topic: string;
  partition_key: string;
  headers: Record<string, string>;
  value: string;
  dueMs: number;
};

/** Rows that are being published, and aggregates whose next row failed and waits for its next attempt. */
export type Excluded = { positions: readonly string[]; aggregates: readonly string[] };

export type PublishFailure = { position: string; error: string };
