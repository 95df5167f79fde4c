import { newUuidV7 } from '@bazaar/kit';
import type { WireMessage } from '../drivers/driver.ts';
import { partitionOf } from '../partitioner.ts';
import type { SqlExecutor } from '../sql.ts';
import { laneCount } from './outbox.ts';

/**
 * Writes messages that are not new facts (a retry, a dead letter's mirror, a request to replay) as they are, outside
 * of their aggregate's order. The relay publishes them when they are due.
 *
 * @NOTE the value is kept as one JSON string: as JSON it would come back with other spaces and another order of keys,
 * and no longer be what was signed.
 */
export async function addRawToOutbox(sql: SqlExecutor, message: WireMessage, delayMs = 0): Promise<void> {
  await sql.query(
    `/* addRawToOutbox */ insert into messaging.outbox
       (id, aggregate_type, aggregate_id, type, payload, headers, topic, partition_key, lane, available_at)
     values ($1::uuid, 'message', $2, $3, to_jsonb($4::text), $5::jsonb, $6, $2, $7::smallint,
       clock_timestamp() + $8::float8 * interval '1 millisecond')`,
    [
      newUuidV7(),
      message.key,
      message.headers.ce_type ?? 'unknown',
      message.value,
      JSON.stringify(message.headers),
      message.topic,
      partitionOf(message.key, laneCount),
      delayMs,
    ],
  );
}
