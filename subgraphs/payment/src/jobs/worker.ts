// The jobs' door: what was committed to be done → a use case. graphile-worker brings each job at least once.
import type { Component } from '@bazaar/kit';
import { createJobWorker } from '@bazaar/messaging';
import type { Config } from '../config.ts';
import type { App } from '../context.ts';
import type { Jobs } from '../data/job-queue.ts';
import { processWebhook } from '../usecases/process-webhook.ts';
import { runAttempt } from '../usecases/run-attempt.ts';

export const createWorker = (app: App, config: Config): Component =>
  createJobWorker({
    databaseUrl: config.databaseUrl,
    pool: app.db.pool,
    logger: app.logger,
    concurrency: config.worker.concurrency,
    pollMs: config.worker.pollMs,
    tasks: {
      'run-attempt': (job) => runAttempt(app, job as Jobs['run-attempt']),
      'process-webhook': (job) => processWebhook(app, job as Jobs['process-webhook']),
    },
  });
