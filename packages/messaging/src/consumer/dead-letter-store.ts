import { deadLetterTopic } from '@bazaar/events';
import type { ReceivedMessage, WireMessage } from '../drivers/driver.ts';
import { addRawToOutbox } from '../outbox/raw-rows.ts';
import type { SqlExecutor, SqlPool } from '../sql.ts';
import * as control from './control-headers.ts';
import { advance, type StreamPosition } from './stream.ts';

/** The dead letters of one consumer: what it could not handle, as it came. */
export function createDeadLetterStore(pool: SqlPool, consumer: string) {
  return {
    /**
     * Keeps the message in the table and, unless it only waits for another, mirrors it in `<topic>.dlq`. Poison has
     * had its turn at `position`.
     */
    async record(
      message: ReceivedMessage,
      failure: DeadLetterFailure,
      position?: StreamPosition,
    ): Promise<void> {
      await pool.transaction(async (sql) => {
        const isNew = await insert(sql, consumer, message, failure);
        if (isNew && failure.reason !== 'held')
          await addRawToOutbox(sql, mirrorOf(message, consumer, failure));
        if (failure.reason === 'poison' && position) await advance(sql, consumer, position);
      });
    },

    /** Keys whose events wait for a replay. */
    async parkedKeys(): Promise<string[]> {
      const rows = await pool.query<{ key: string }>(
        `/* parkedKeys */ select distinct key from messaging.dead_letter
         where consumer = $1 and replayed_at is null and parks_key`,
        [consumer],
      );
      return rows.map((row) => row.key);
    },

    async isParked(key: string): Promise<boolean> {
      const rows = await pool.query(
        `/* isParked */ select id::text from messaging.dead_letter
         where consumer = $1 and key = $2 and replayed_at is null and parks_key limit 1`,
        [consumer, key],
      );
      return rows.length > 0;
    },

    /** What a request asks to handle again, in the order in which it came. */
    async toReplay(key: string, deadLetterId: string | null): Promise<StoredMessage[]> {
      return pool.query<StoredMessage>(
        `/* toReplay */ select id::text, topic, key, value, headers, reason, parks_key as "parksKey",
           error_code as "errorCode"
         from messaging.dead_letter
         where consumer = $1 and key = $2 and replayed_at is null
           and (($3::bigint is null and parks_key) or id = $3::bigint)
         order by id`,
        [consumer, key, deadLetterId],
      );
    },

    async markFailedAgain(id: string, failure: Omit<DeadLetterFailure, 'reason'>): Promise<void> {
      await pool.query(
        `/* markFailedAgain */ update messaging.dead_letter
         set attempts = attempts + $2::int, error_code = $3, error_message = $4 where id = $1::bigint`,
        [id, failure.attempts, failure.code, failure.message],
      );
    },
  };
}

/** In the transaction of the replay itself. */
export async function markReplayed(sql: SqlExecutor, id: string): Promise<void> {
  await sql.query(
    '/* markReplayed */ update messaging.dead_letter set replayed_at = clock_timestamp() where id = $1::bigint',
    [id],
  );
}

async function insert(
  sql: SqlExecutor,
  consumer: string,
  message: ReceivedMessage,
  failure: DeadLetterFailure,
) {
  const rows = await sql.query(
    `/* insertDeadLetter */ insert into messaging.dead_letter
       (consumer, reason, parks_key, event_id, type, topic, partition, "offset", key, value, headers,
        error_code, error_message, attempts)
     values ($1, $2, $3, $4, $5, $6, $7, $8::bigint, $9, $10, $11::jsonb, $12, $13, $14)
     on conflict (consumer, event_id) where replayed_at is null do nothing returning id::text`,
    [
      consumer,
      failure.reason,
      failure.parksKey,
      message.headers.ce_id ?? null,
      message.headers.ce_type ?? null,
      message.topic,
      message.partition,
      String(message.offset),
      message.key,
      message.value,
      JSON.stringify(message.headers),
      failure.code,
      failure.message.slice(0, 2000),
      failure.attempts,
    ],
  );
  return rows.length > 0;
}

function mirrorOf(message: ReceivedMessage, consumer: string, failure: DeadLetterFailure): WireMessage {
  return {
    topic: deadLetterTopic(message.headers[control.originTopicHeader] ?? message.topic),
    key: message.key,
    // The outbox holds JSON; what is none travels as a JSON string.
    value: isStorableJson(message.value) ? message.value : JSON.stringify(message.value),
    headers: {
      // A mirror is not ours to sign, whatever it lacks: see the relay.
      ce_source: '',
      ...message.headers,
      [control.forConsumerHeader]: consumer,
      [control.errorCodeHeader]: failure.code,
      [control.attemptsHeader]: String(failure.attempts),
      [control.positionHeader]: `${message.topic}/${message.partition}/${message.offset}`,
      [control.deadSinceHeader]: new Date().toISOString(),
    },
  };
}

/** PostgreSQL's JSON knows neither NUL nor half a surrogate pair, which JSON may spell out. */
function isStorableJson(text: string): boolean {
  if (/\\u(0000|d[89a-f])/i.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export type DeadLetterStore = ReturnType<typeof createDeadLetterStore>;

export type DeadLetterFailure = {
  reason: 'poison' | 'exhausted' | 'held';
  /** Later messages of the same key wait until this one is replayed. */
  parksKey: boolean;
  code: string;
  message: string;
  attempts: number;
};

export type StoredMessage = WireMessage & {
  id: string;
  reason: DeadLetterFailure['reason'];
  parksKey: boolean;
  errorCode: string;
};
