import type pg from 'pg';

/** How long an event is known by its id. */
export const inboxDays = 14;

/**
 * Deletes what nobody needs any more, in small batches: published rows after 48 h, inbox rows after 14 d, idempotency
 * keys after 7 d, replayed dead letters after 30 d. Answers how many rows went. The relay calls it every ten minutes.
 */
export async function pruneMessaging(pool: pg.Pool): Promise<PruneResult> {
  return {
    outbox: await deleteInBatches(pool, 'outbox', `published_at < now() - interval '48 hours'`),
    inbox: await deleteInBatches(pool, 'inbox', `handled_at < now() - interval '${inboxDays} days'`),
    idempotency: await deleteInBatches(pool, 'idempotency', `created_at < now() - interval '7 days'`),
    deadLetters: await deleteInBatches(pool, 'dead_letter', `replayed_at < now() - interval '30 days'`),
  };
}

async function deleteInBatches(pool: pg.Pool, table: string, condition: string): Promise<number> {
  let total = 0;
  for (;;) {
    const result = await pool.query(
      `/* pruneMessaging */ delete from messaging.${table}
       where ctid = any(array(select ctid from messaging.${table} where ${condition} limit 1000))`,
    );
    total += result.rowCount ?? 0;
    if ((result.rowCount ?? 0) < 1000) return total;
  }
}

export type PruneResult = { outbox: number; inbox: number; idempotency: number; deadLetters: number };
