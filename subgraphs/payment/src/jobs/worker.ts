// The jobs' door: what was committed to be done → a use case. graphile-worker brings each job at least once.
import { EventEmitter } from 'node:events';
import type { Component } from '@bazaar/kit';
import { Logger as JobLogger, run, runMigrations, type Runner, type WorkerEvents } from 'graphile-worker';
import type { Config } from '../config.ts';
import type { App } from '../context.ts';
import type { Jobs } from '../data/job-queue.ts';
import { processWebhook } from '../usecases/process-webhook.ts';
import { runAttempt } from '../usecases/run-attempt.ts';
import { createLockRecovery } from './lock-recovery.ts';

export function createWorker(app: App, config: Config): Component {
  const { pool } = app.db;
  const logger = jobLogger(app);
  const recovery = createLockRecovery({ databaseUrl: config.databaseUrl, pool, logger: app.logger });
  let runner: Runner | undefined;
  return {
    name: 'worker',
    start: async () => {
      await runMigrations({ pgPool: pool, logger });
      await recovery.start();
      const events: WorkerEvents = new EventEmitter();
      // Jobs are locked by the id of the pool, not of the worker in it.
      events.on('pool:create', ({ workerPool }) => recovery.protect(workerPool.id));
      runner = await run({
        pgPool: pool,
        concurrency: config.worker.concurrency,
        pollInterval: config.worker.pollMs,
        noHandleSignals: true,
        logger,
        events,
        taskList: {
          'run-attempt': (job) => runAttempt(app, job as Jobs['run-attempt']),
          'process-webhook': (job) => processWebhook(app, job as Jobs['process-webhook']),
        },
      });
    },
    stop: async () => {
      await runner?.stop();
      await recovery.stop();
    },
  };
}

/** Its `info` tells of every single job: that is `debug` here. */
const jobLogger = (app: App): JobLogger =>
  new JobLogger((scope) => (level, message) => {
    const to = level === 'error' ? 'error' : level === 'warning' ? 'warn' : 'debug';
    app.logger[to]({ job: scope.jobId, task: scope.taskIdentifier }, message);
  });
