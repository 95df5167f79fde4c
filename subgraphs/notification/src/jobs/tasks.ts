import type { TaskList } from 'graphile-worker';
import { z } from 'zod';
import type { App } from '../context.ts';
import { sendEmail } from '../usecases/send-email.ts';

const emailPayload = z.object({ notificationId: z.string() });

/** Job name → use case. A task that rejects is tried again, later each time. */
export const createTasks = (app: App): TaskList => ({
  send_email: (payload) => sendEmail(app, emailPayload.parse(payload).notificationId),
});
