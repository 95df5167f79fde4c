// Work on the outside of the platform, run by graphile-worker: enqueued in a transaction of ours, tried until done.
import type { Component, Logger } from '@bazaar/kit';
import type { SqlExecutor } from '@bazaar/messaging';
import { Logger as JobLogger, run, type Runner, type TaskList } from 'graphile-worker';
import type pg from 'pg';

/** Longer than any job may take: a lock that is older belongs to a process that was killed. */
const leaseSeconds = 30;
const recoveryIntervalMs = 5_000;

/** Enqueues within the caller's transaction: the job exists if and only if that commits. */
export async function enqueueEmail(sql: SqlExecutor, notificationId: string): Promise<void> {
  await sql.query(
    `/* enqueueEmail */ SELECT graphile_worker.add_job('send_email', $1::json, job_key => $2::text)::text`,
    [JSON.stringify({ notificationId }), `email:${notificationId}`],
  );
}

/** The worker of this process, and the sweep that frees what killed processes had taken. */
export function createJobs(options: {
  pool: pg.Pool;
  concurrency: number;
  tasks: TaskList;
  logger: Logger;
}): Component {
  const { pool, logger } = options;
  let runner: Runner | undefined;
  let sweep: NodeJS.Timeout | undefined;
  return {
    name: 'jobs',
    start: async () => {
      runner = await run({
        pgPool: pool,
        concurrency: options.concurrency,
        noHandleSignals: true,
        pollInterval: 1_000,
        taskList: options.tasks,
        logger: toJobLogger(logger),
      });
      sweep = setInterval(() => {
        freeAbandonedJobs(pool).catch((error: unknown) => logger.warn({ err: error }, 'could not free jobs'));
      }, recoveryIntervalMs);
    },
    stop: async () => {
      clearInterval(sweep);
      await runner?.stop();
    },
  };
}

/** graphile-worker itself waits four hours before it takes a job from a worker that is gone. */
async function freeAbandonedJobs(pool: pg.Pool): Promise<void> {
  await pool.query(
    `/* freeAbandonedJobs */ SELECT graphile_worker.force_unlock_workers(abandoned.workers)
     FROM (SELECT array_agg(DISTINCT locked_by) AS workers FROM graphile_worker.jobs
           WHERE locked_at < now() - $1 * interval '1 second') abandoned
     WHERE abandoned.workers IS NOT NULL`,
    [leaseSeconds],
  );
}

function toJobLogger(logger: Logger): JobLogger {
  return new JobLogger(() => (level, message) => {
    if (level === 'error') logger.error({}, message);
    else if (level === 'warning') logger.warn({}, message);
    else logger.debug({}, message);
  });
}
