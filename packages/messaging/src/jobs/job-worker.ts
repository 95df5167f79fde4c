// Work on the outside (a payment provider, a mail server), run by graphile-worker: a handler enqueues it in its own
// transaction, and it is tried until it is done. What a job does is the service's.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Component, Logger } from '@bazaar/kit';
import { Logger as JobLogger, run, runMigrations, type Runner, type TaskList } from 'graphile-worker';
import type pg from 'pg';
import { createLockRecovery } from './lock-recovery.ts';

/**
 * The worker of a service, as one of its components. Jobs reach their task at least once: a task is idempotent, and
 * rejects to be tried again later. What a killed process had begun is taken over within seconds, and a database that
 * goes away and comes back costs no job and no restart.
 * @example createJobWorker({ databaseUrl, pool, logger, concurrency: 4, tasks: { send_email: (payload) => … } })
 */
export function createJobWorker(options: JobWorkerOptions): Component {
  const { pool, logger, pollMs = 1_000 } = options;
  const jobLogger = toJobLogger(logger);
  const recovery = createLockRecovery({ databaseUrl: options.databaseUrl, pool, logger });
  const stopRequest = Promise.withResolvers<'stop'>();
  let keeping: Promise<void> | undefined;

  const begin = () =>
    run({
      pgPool: pool,
      concurrency: options.concurrency,
      pollInterval: pollMs,
      noHandleSignals: true,
      logger: jobLogger,
      events: recovery.events,
      taskList: options.tasks,
      // Otherwise graphile-worker writes the end of a job in a promise that nobody hears, and a database that is away
      // ends the process; so it ends the runner.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    });

  /** A runner ends when it cannot write what became of a job; another one begins as soon as the database is back. */
  async function keepRunning(first: Runner): Promise<void> {
    for (let runner: Runner | undefined = first; ; runner = undefined) {
      try {
        runner ??= await begin();
        const why = await Promise.race([stopRequest.promise, runner.promise]);
        if (why === 'stop') return await runner.stop();
      } catch (error) {
        logger.warn({ err: error }, 'the job runner ended; another one begins');
      }
      if ((await Promise.race([stopRequest.promise, sleep(pollMs)])) === 'stop') return;
    }
  }

  return {
    name: 'jobs',
    start: async () => {
      await runMigrations({ pgPool: pool, logger: jobLogger });
      await recovery.start();
      keeping = keepRunning(await begin());
    },
    stop: async () => {
      stopRequest.resolve('stop');
      await keeping;
      await recovery.stop();
    },
  };
}

/** Its `info` tells of every single job: that is `debug` here. */
const toJobLogger = (logger: Logger): JobLogger =>
  new JobLogger((scope) => (level, message) => {
    const to = level === 'error' ? 'error' : level === 'warning' ? 'warn' : 'debug';
    logger[to]({ job: scope.jobId, task: scope.taskIdentifier }, message);
  });

export type JobWorkerOptions = {
  /** For the one connection that shows that this process lives. */
  databaseUrl: string;
  /** The service's own; it needs listeners for `error` of the pool and of its connections. */
  pool: pg.Pool;
  logger: Logger;
  /** Jobs at a time. */
  concurrency: number;
  /** How often due jobs are looked for, besides being told of new ones; 1 s unless given. */
  pollMs?: number;
  tasks: TaskList;
};
