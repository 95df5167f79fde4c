// Runs in a thread of its own: plans for the thread that started it.
import { flushCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { createApolloPlanner } from './apollo-planner.ts';
import type { PlanRequest, ThreadMessage } from './worker-planner.ts';

const port = parentPort;
if (port === null) throw new Error('This file is the entry of a planning thread');
const post = (message: ThreadMessage): void => port.postMessage(message);

const planner = createApolloPlanner(String(workerData));
port.on('message', ({ operation, activeLabels }: PlanRequest) => {
  try {
    post({ kind: 'planned', plan: planner.plan(operation, activeLabels) });
  } catch (error) {
    post({ kind: 'failed', message: error instanceof Error ? error.message : 'Planning failed' });
  }
});
post({ kind: 'ready', apiSchemaSdl: planner.apiSchemaSdl });
// Where NODE_COMPILE_CACHE is set: a thread is ended before it would write what it compiled.
flushCompileCache();
