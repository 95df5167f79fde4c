import type pg from 'pg';
import { newUuidV7 } from '@bazaar/kit';
import {
  replayType,
  forConsumerHeader,
  originTopicHeader,
  type ReplayRequest,
} from './consumer/control-headers.ts';
import { addRawToOutbox } from './outbox/raw-rows.ts';
import { sqlFromPool } from './sql.ts';

/**
 * The dead letters of one service's database, for its admin API and `pnpm dlq`. A replay is a request in the outbox:
 * it reaches the consumer by the letter's own topic and key, hence in line with the key's other messages.
 * @example const letters = createDeadLetters(pool); await letters.replayAll({ consumer: 'order.saga' });
 */
export function createDeadLetters(pool: pg.Pool): DeadLetters {
  const sql = sqlFromPool(pool);

  async function find(filter: DeadLetterFilter & { id?: string }): Promise<DeadLetterDetail[]> {
    return sql.query<DeadLetterDetail>(selectLetters, [
      filter.id ?? null,
      filter.consumer ?? null,
      filter.key ?? null,
      filter.includeReplayed ?? false,
      filter.limit ?? null,
    ]);
  }

  /** One request releases everything that is parked under its key. */
  async function request(letters: readonly DeadLetterDetail[]): Promise<number> {
    const targets = new Map(
      letters.map((letter) => [letter.parksKey ? `${letter.consumer} ${letter.key}` : letter.id, letter]),
    );
    await sql.transaction(async (tx) => {
      for (const letter of targets.values()) await addRawToOutbox(tx, requestFor(letter));
    });
    return letters.length;
  }

  return {
    list: (filter = {}) => find({ limit: 100, ...filter }),
    show: async (id) => (await find({ id, includeReplayed: true }))[0],
    replay: async (id) => request(await find({ id })),
    replayAll: async (filter = {}) => request(await find({ ...filter, includeReplayed: false })),
    depth: () => sql.query<DeadLetterDepth>(selectDepth),
  };
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

const selectLetters = `/* deadLetters.find */
select id::text, consumer, reason, parks_key as "parksKey", event_id as "eventId", type, topic, partition,
  "offset"::text, key, value, headers, error_code as "errorCode", error_message as "errorMessage", attempts,
  created_at as "createdAt", replayed_at as "replayedAt"
from messaging.dead_letter
where ($1::bigint is null or id = $1::bigint) and ($2::text is null or consumer = $2)
  and ($3::text is null or key = $3) and ($4::boolean or replayed_at is null)
order by dead_letter.id limit $5`;

const selectDepth = `/* deadLetters.depth */
select consumer, count(*)::int as count, count(distinct key) filter (where parks_key)::int as "parkedKeys",
  min(created_at) as "oldestAt"
from messaging.dead_letter where replayed_at is null group by consumer order by consumer`;

export type DeadLetters = {
  /** Open letters, oldest first; at most `limit`, by default 100. */
  list(filter?: DeadLetterFilter): Promise<DeadLetterDetail[]>;
  show(id: string): Promise<DeadLetterDetail | undefined>;
  /** Asks the consumer to handle the letter again, with everything parked under its key. Answers 0 for an unknown or replayed one. */
  replay(id: string): Promise<number>;
  /** The same for all open letters of the filter; answers how many. */
  replayAll(filter?: Pick<DeadLetterFilter, 'consumer' | 'key'>): Promise<number>;
  /** For metrics: open letters, parked keys and the oldest age of each consumer. */
  depth(): Promise<DeadLetterDepth[]>;
};

export type DeadLetterFilter = { consumer?: string; key?: string; includeReplayed?: boolean; limit?: number };

export type DeadLetterDetail = {
  id: string;
  consumer: string;
  /** `poison` can never succeed; `exhausted` parks its key; `held` came later for a parked key. */
  reason: 'poison' | 'exhausted' | 'held';
  parksKey: boolean;
  eventId: string | null;
  type: string | null;
  topic: string;
  partition: number;
  offset: string;
  key: string;
  value: string;
  headers: Record<string, string>;
  errorCode: string;
  errorMessage: string;
  attempts: number;
  createdAt: Date;
  replayedAt: Date | null;
};

export type DeadLetterDepth = { consumer: string; count: number; parkedKeys: number; oldestAt: Date };
