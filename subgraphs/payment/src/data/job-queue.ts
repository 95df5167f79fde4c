import type { SqlExecutor } from '@bazaar/messaging';

/** What the worker does, and what it needs to know for it. */
export type Jobs = {
  /** Ask the provider for an attempt; `round` counts how often that left the outcome open. */
  'run-attempt': { tenantId: string; paymentId: string; attemptId: string; round: number };
  'process-webhook': { webhookId: string };
};

/** Enough that a job never ends for want of attempts while the database is away. */
const attemptsMax = 1_000;

/** Enqueues a job in the caller's transaction: it exists if and only if that commits. */
export async function addJob<Name extends keyof Jobs>(
  sql: SqlExecutor,
  name: Name,
  payload: Jobs[Name],
  runAt?: Date,
): Promise<void> {
  await sql.query(
    `/* addJob */ SELECT id::text FROM graphile_worker.add_job(
       $1, payload => $2::json, run_at => $3::timestamptz, max_attempts => $4::int)`,
    [name, JSON.stringify(payload), runAt?.toISOString() ?? null, attemptsMax],
  );
}
