// The jobs' door: what was committed to be done → a use case. graphile-worker brings each job at least once.
import type { Component } from '@bazaar/kit';
import { createJobWorker } from '@bazaar/messaging';
import { z } from 'zod';
import type { Config } from '../config.ts';
import type { App } from '../context.ts';
import { sendEmail } from '../usecases/send-email.ts';

const emailJob = z.object({ notificationId: z.string() });

export const createWorker = (app: App, config: Config): Component =>
  createJobWorker({
    databaseUrl: config.databaseUrl,
    pool: app.db.pool,
    logger: app.logger,
    concurrency: config.jobConcurrency,
    tasks: { send_email: (payload) => sendEmail(app, emailJob.parse(payload).notificationId) },
  });
