import type { SqlExecutor } from '../sql.ts';

/** Marks the event as handled by the consumer, in the handler's transaction. False: it was handled before, skip it. */
export async function claimEvent(sql: SqlExecutor, consumer: string, eventId: string): Promise<boolean> {
  const rows = await sql.query(
    `/* claimEvent */ insert into messaging.inbox (consumer, event_id) values ($1, $2::uuid)
     on conflict do nothing returning consumer`,
    [consumer, eventId],
  );
  return rows.length > 0;
}

/** Counts a delivery, committed before the handling, so that a message which kills its process is recognised. */
export async function countAttempt(sql: SqlExecutor, consumer: string, eventId: string): Promise<number> {
  const rows = await sql.query<{ attempts: number }>(
    `/* countAttempt */ insert into messaging.delivery_attempt as a (consumer, event_id, attempts)
     values ($1, $2, 1)
     on conflict (consumer, event_id) do update set attempts = a.attempts + 1 returning attempts`,
    [consumer, eventId],
  );
  return rows[0]!.attempts;
}

/** In the transaction in which the message is done with. */
export async function forgetAttempts(sql: SqlExecutor, consumer: string, eventId: string): Promise<void> {
  await sql.query(
    '/* forgetAttempts */ delete from messaging.delivery_attempt where consumer = $1 and event_id = $2',
    [consumer, eventId],
  );
}
