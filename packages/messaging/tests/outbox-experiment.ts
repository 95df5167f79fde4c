// The experiment behind the relay's design: the same writers, and three ways to read what they wrote.
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { addToOutbox, type MessageDriver } from '../src/index.ts';
import type { TestService } from './support.ts';

const writers = 16;
const eventsPerWriter = 40;
const aggregates = Array.from({ length: 10 }, (_, index) => `ord_${index}`);

/** 640 events of ten aggregates by 16 concurrent transactions, which stay open for a while after they wrote. */
export async function write(service: TestService, random: () => number): Promise<void> {
  await Promise.all(
    Array.from({ length: writers }, async () => {
      for (let count = 0; count < eventsPerWriter; count += 1) {
        const orderId = aggregates[Math.floor(random() * aggregates.length)]!;
        await service.sql.transaction(async (tx) => {
          await addToOutbox(tx, [service.messageFor(orderId)]);
          // The rest of a use case's transaction.
          await sleep(random() * 4);
        });
      }
    }),
  );
}

/** `WHERE position > :last ORDER BY position`: runs past rows that have a position and are not committed yet. */
export async function cursorRelay(pool: pg.Pool, publish: Publish, isDone: () => boolean): Promise<void> {
  let last = '0';
  for (let isLastRound = false; !isLastRound;) {
    isLastRound = isDone();
    const { rows } = await pool.query<Row>(
      `${select} where position > $1 order by outbox.position limit 50`,
      [last],
    );
    for (const row of rows) await publish(row);
    last = rows.at(-1)?.position ?? last;
  }
}

/** `FOR UPDATE SKIP LOCKED`: hands neighbouring rows of one aggregate to different relays. */
export async function skipLockedRelay(pool: pg.Pool, publish: Publish, isDone: () => boolean): Promise<void> {
  for (let isLastRound = false; !isLastRound;) {
    const wasDone = isDone();
    const client = await pool.connect();
    await client.query('begin');
    const { rows } = await client.query<Row>(
      `${select} where published_at is null order by outbox.position limit 5 for update skip locked`,
    );
    for (const row of rows) await publish(row);
    await client.query(
      'update messaging.outbox set published_at = now() where position = any($1::bigint[])',
      [rows.map((row) => row.position)],
    );
    await client.query('commit');
    client.release();
    isLastRound = wasDone && rows.length === 0;
  }
}

/** Publishing takes time, and not always the same. */
export function withLatency(driver: MessageDriver, random: () => number): MessageDriver {
  return {
    ...driver,
    async publish(messages) {
      await sleep(random() * 3);
      return driver.publish(messages);
    },
  };
}

/** Compares what was committed with what arrived; of duplicates the first counts, as in a consumer with an inbox. */
export async function judge(pool: pg.Pool, arrived: readonly Arrival[]): Promise<Verdict> {
  const { rows } = await pool.query<{ aggregate_id: string; sequence: number }>(
    'select aggregate_id, sequence from messaging.outbox',
  );
  const seen = new Set<string>();
  const last = new Map<string, number>();
  let inversions = 0;
  for (const { aggregateId, sequence } of arrived) {
    if (seen.has(`${aggregateId}/${sequence}`)) continue;
    seen.add(`${aggregateId}/${sequence}`);
    if (sequence < (last.get(aggregateId) ?? 0)) inversions += 1;
    last.set(aggregateId, Math.max(sequence, last.get(aggregateId) ?? 0));
  }
  const lost = rows.filter((row) => !seen.has(`${row.aggregate_id}/${row.sequence}`)).length;
  return { written: rows.length, lost, inversions, duplicates: arrived.length - seen.size };
}

const select = 'select position::text, aggregate_id, sequence from messaging.outbox';

export type Publish = (row: Row) => Promise<void>;
export type Row = { position: string; aggregate_id: string; sequence: number };
export type Arrival = { aggregateId: string; sequence: number };
export type Verdict = { written: number; lost: number; inversions: number; duplicates: number };
