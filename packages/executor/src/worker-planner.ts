import { Worker } from 'node:worker_threads';
import type { QueryPlan } from '@apollo/query-planner';
import { ExecutorError } from './errors.ts';
import type { Planner } from './planner.ts';

/**
 * A planner in a thread of its own, so that planning never blocks the event loop. Rejects when the supergraph is not
 * valid.
 */
export async function createWorkerPlanner(supergraphSdl: string): Promise<Planner> {
  const worker = new Worker(new URL('./plan-thread.ts', import.meta.url), { workerData: supergraphSdl });
  const waiting = new Map<number, Waiting>();
  let nextId = 1;

  const apiSchemaSdl = await new Promise<string>((resolve, reject) => {
    worker.on('message', (message: ThreadMessage) => {
      if (message.kind === 'ready') resolve(message.apiSchemaSdl);
      else settle(waiting, message);
      // An idle thread must not keep the process alive.
      if (waiting.size === 0) worker.unref();
    });
    worker.on('error', reject);
    worker.on('exit', () => {
      for (const { reject: fail } of waiting.values()) fail(new Error('The planning thread has ended'));
      waiting.clear();
    });
  });

  return {
    apiSchemaSdl,
    plan: (operation) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        waiting.set(id, { resolve, reject });
        worker.ref();
        worker.postMessage({ id, operation } satisfies PlanRequest);
      }),
    close: async () => {
      await worker.terminate();
    },
  };
}

function settle(waiting: Map<number, Waiting>, message: Exclude<ThreadMessage, { kind: 'ready' }>): void {
  const waiter = waiting.get(message.id);
  waiting.delete(message.id);
  if (message.kind === 'planned') waiter?.resolve(message.plan);
  else waiter?.reject(new ExecutorError(message.message, 'PLANNING_FAILED'));
}

export interface PlanRequest {
  readonly id: number;
  readonly operation: string;
}

export type ThreadMessage =
  | { readonly kind: 'ready'; readonly apiSchemaSdl: string }
  | { readonly kind: 'planned'; readonly id: number; readonly plan: QueryPlan }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };

interface Waiting {
  readonly resolve: (plan: QueryPlan) => void;
  readonly reject: (error: Error) => void;
}
