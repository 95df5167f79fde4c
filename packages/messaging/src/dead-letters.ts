import type pg from 'pg';
import { newUuidV7 } from '@bazaar/kit';
import {
  replayType,
  forConsumerHeader,
  originTopicHeader,
  type ReplayRequest,
} from './consumer/control-headers.ts';
import { addRawToOutbox } from './outbox/raw-rows.ts';
import { sqlFromPool, type SqlExecutor } from './sql.ts';

/**
 * The dead letters of one service's database, for its admin API and `pnpm dlq`. A replay is a request in the outbox:
 * it reaches the consumer by the letter's own topic and key, hence in line with the key's other messages.
 */
export function createDeadLetters(pool: pg.Pool): DeadLetters {
  const sql = sqlFromPool(pool);
  return {
    list: (filter = {}) =>
      sql.query<DeadLetter>(
        `/* deadLetters.list */ select ${columns} from messaging.dead_letter
         where ($1::text is null or consumer = $1) and ($2::text is null or key = $2)
           and ($3::boolean or replayed_at is null)
         order by id limit $4`,
        [filter.consumer ?? null, filter.key ?? null, filter.includeReplayed ?? false, filter.limit ?? 100],
      ),

    async show(id) {
      const rows = await sql.query<DeadLetterDetail>(
        `/* deadLetters.show */ select ${columns}, value, headers from messaging.dead_letter where id = $1::bigint`,
        [id],
      );
      return rows[0];
    },

    async replay(selection) {
      return sql.transaction(async (tx) => {
        const letters = await openLetters(tx, selection);
        // One request releases everything that is parked under its key.
        const requests = new Map(
          letters.map((letter) => [letter.parksKey ? `${letter.consumer} ${letter.key}` : letter.id, letter]),
        );
        for (const letter of requests.values()) await addRawToOutbox(tx, requestFor(letter));
        return letters.length;
      });
    },

    async depth() {
      const rows = await sql.query<DeadLetterDepth>(
        `/* deadLetters.depth */ select consumer, count(*)::int as count,
           count(distinct key) filter (where parks_key)::int as "parkedKeys", min(created_at) as "oldestAt"
         from messaging.dead_letter where replayed_at is null group by consumer order by consumer`,
      );
      return rows;
    },
  };
}

const columns = `id::text, consumer, reason, parks_key as "parksKey", event_id as "eventId", type, topic, partition,
  "offset"::text, key, error_code as "errorCode", error_message as "errorMessage", attempts,
  created_at as "createdAt", replayed_at as "replayedAt"`;

async function openLetters(sql: SqlExecutor, selection: string | 'all'): Promise<DeadLetterDetail[]> {
  return sql.query<DeadLetterDetail>(
    `/* deadLetters.replay */ select ${columns}, value, headers from messaging.dead_letter
     where replayed_at is null and ($1::bigint is null or id = $1::bigint) order by id`,
    [selection === 'all' ? null : selection],
  );
}

function requestFor(letter: DeadLetterDetail) {
  const request: ReplayRequest = { deadLetterId: letter.parksKey ? null : letter.id };
  return {
    topic: letter.headers[originTopicHeader] ?? letter.topic,
    key: letter.key,
    value: JSON.stringify(request),
    headers: {
      ce_specversion: '1.0',
      ce_id: newUuidV7(),
      ce_type: replayType,
      ce_subject: letter.key,
      ce_time: new Date().toISOString(),
      'content-type': 'application/json',
      [forConsumerHeader]: letter.consumer,
    },
  };
}

export type DeadLetters = {
  /** Open letters by age; at most `limit` (100). */
  list(filter?: DeadLetterFilter): Promise<DeadLetter[]>;
  show(id: string): Promise<DeadLetterDetail | undefined>;
  /** Asks the consumers to handle one letter again, with everything parked under its key, or all. Answers how many were selected. */
  replay(selection: string | 'all'): Promise<number>;
  /** For metrics: open letters per consumer. */
  depth(): Promise<DeadLetterDepth[]>;
};

export type DeadLetterFilter = { consumer?: string; key?: string; includeReplayed?: boolean; limit?: number };

export type DeadLetter = {
  id: string;
  consumer: string;
  reason: 'poison' | 'exhausted' | 'held';
  parksKey: boolean;
  eventId: string | null;
  type: string | null;
  topic: string;
  partition: number;
  offset: string;
  key: string;
  errorCode: string;
  errorMessage: string;
  attempts: number;
  createdAt: Date;
  replayedAt: Date | null;
};

export type DeadLetterDetail = DeadLetter & { value: string; headers: Record<string, string> };

export type DeadLetterDepth = { consumer: string; count: number; parkedKeys: number; oldestAt: Date };
