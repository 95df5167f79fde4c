// Work on the outside (a payment provider, a mail server), run by graphile-worker: a handler enqueues it in its own
// transaction, and it is tried until it is done. What a job does is the service's.
import { EventEmitter } from 'node:events';
import type { Component, Logger } from '@bazaar/kit';
import {
  Logger as JobLogger,
  run,
  runMigrations,
  type Runner,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker';
import type pg from 'pg';
import { createLockRecovery } from './lock-recovery.ts';

/**
 * The worker of a service, as one of its components. Jobs reach their task at least once: a task is idempotent, and
 * rejects to be tried again later. What a killed process had begun is taken over within seconds.
 * @example createJobWorker({ databaseUrl, pool, logger, concurrency: 4, tasks: { send_email: (payload) => … } })
 */
export function createJobWorker(options: JobWorkerOptions): Component {
  const { pool, logger } = options;
  const jobLogger = toJobLogger(logger);
  const recovery = createLockRecovery({ databaseUrl: options.databaseUrl, pool, logger });
  let runner: Runner | undefined;
  return {
    name: 'jobs',
    start: async () => {
      await runMigrations({ pgPool: pool, logger: jobLogger });
      await recovery.start();
      const events: WorkerEvents = new EventEmitter();
      // Jobs are locked by the id of the pool, not of the worker in it.
      events.on('pool:create', ({ workerPool }) => recovery.protect(workerPool.id));
      runner = await run({
        pgPool: pool,
        concurrency: options.concurrency,
        pollInterval: options.pollMs ?? 1_000,
        noHandleSignals: true,
        logger: jobLogger,
        events,
        taskList: options.tasks,
      });
    },
    stop: async () => {
      await runner?.stop();
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
