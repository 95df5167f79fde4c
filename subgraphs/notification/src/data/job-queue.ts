import type { SqlExecutor } from '@bazaar/messaging';

/** Enqueues within the caller's transaction: the job exists if and only if that commits. */
export async function enqueueEmail(sql: SqlExecutor, notificationId: string): Promise<void> {
  await sql.query(
    `/* enqueueEmail */ SELECT graphile_worker.add_job('send_email', $1::json, job_key => $2::text)::text`,
    [JSON.stringify({ notificationId }), `email:${notificationId}`],
  );
}
