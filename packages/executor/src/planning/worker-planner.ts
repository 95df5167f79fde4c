import { Worker } from 'node:worker_threads';
import type { QueryPlan } from '@apollo/query-planner';
import { ExecutorError } from '../errors.ts';
import type { Planner } from './planner.ts';

/**
 * A planner in a thread of its own, so that planning never blocks the event loop. Rejects when the supergraph is not
 * valid.
 */
export async function createWorkerPlanner(
  supergraphSdl: string,
  { timeoutMs = planTimeoutMs, restsAfterStarts = 20 }: WorkerPlannerOptions = {},
): Promise<Planner> {
  const queue = new PlanQueue(supergraphSdl, { timeoutMs, restsAfterStarts });
  return {
    apiSchemaSdl: await queue.start(),
    plan: (operation, activeLabels = []) => queue.plan(operation, activeLabels),
    close: () => queue.close(),
  };
}

// Plans leave much garbage, and an idle thread does not collect it. More room for it makes no plan faster.
const resourceLimits = { maxYoungGenerationSizeMb: 12 };

// A large operation takes a tenth of a second. What takes this long may never end, and holds up all others.
const planTimeoutMs = 20_000;

/**
 * 1. One operation at a time is with the thread; the others wait here.
 * 2. The thread is ended when it plans for too long. An operation with which the thread ended fails.
 * 3. A thread that has ended is replaced, and those who wait go on with the new one.
 * 4. A thread that has had nothing to do for many times as long as it took to start is ended, for the memory that it
 *    holds (docs/adr/0016); the next operation starts another.
 */
class PlanQueue {
  readonly #supergraphSdl: string;
  readonly #options: Required<WorkerPlannerOptions>;
  readonly #waiting: PlanTask[] = [];
  #worker: Worker | undefined;
  #isReady = false;
  #isClosed = false;
  #current: PlanTask | undefined;
  #timer: NodeJS.Timeout | undefined;
  #startMs = 0;
  #resting: Promise<unknown> | undefined;

  constructor(supergraphSdl: string, options: Required<WorkerPlannerOptions>) {
    this.#supergraphSdl = supergraphSdl;
    this.#options = options;
  }

  /** Starts a thread and answers the API schema; rejects when it ends before it is ready. */
  start(): Promise<string> {
    const worker = new Worker(new URL('./plan-thread.ts', import.meta.url), {
      workerData: this.#supergraphSdl,
      resourceLimits,
    });
    this.#worker = worker;
    const startedAtMs = performance.now();
    return new Promise((resolve, reject) => {
      worker.on('message', (message: ThreadMessage) => {
        if (message.kind === 'ready') {
          this.#isReady = true;
          this.#startMs = performance.now() - startedAtMs;
          resolve(message.apiSchemaSdl);
        } else {
          this.#settle((task) =>
            message.kind === 'planned'
              ? task.resolve(message.plan)
              : task.reject(planningFailed(message.message)),
          );
        }
        this.#sendNext();
      });
      worker.on('error', reject);
      worker.on('exit', () => {
        reject(new Error('The planning thread has ended'));
        if (worker === this.#worker) this.#onExit();
      });
    });
  }

  plan(operation: string, activeLabels: readonly string[]): Promise<QueryPlan> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(planningFailed('The planner is closed.'));
      this.#waiting.push({ operation, activeLabels, resolve, reject });
      if (this.#worker === undefined) this.#replace();
      else this.#sendNext();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await Promise.all([this.#worker?.terminate(), this.#resting]);
  }

  #sendNext(): void {
    if (!this.#isReady || this.#current !== undefined) return;
    this.#current = this.#waiting.shift();
    if (this.#current === undefined) {
      // An idle thread must not keep the process alive.
      this.#worker?.unref();
      this.#timer ??= setTimeout(() => this.#rest(), this.#startMs * this.#options.restsAfterStarts).unref();
      return;
    }
    clearTimeout(this.#timer);
    this.#worker?.ref();
    const { operation, activeLabels } = this.#current;
    this.#worker?.postMessage({ operation, activeLabels } satisfies PlanRequest);
    this.#timer = setTimeout(() => void this.#worker?.terminate(), this.#options.timeoutMs);
  }

  #settle(settle: (task: PlanTask) => void): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const task = this.#current;
    this.#current = undefined;
    if (task !== undefined) settle(task);
  }

  #rest(): void {
    this.#resting = this.#worker?.terminate();
    this.#worker = undefined;
    this.#isReady = false;
    this.#timer = undefined;
  }

  #onExit(): void {
    const wasReady = this.#isReady;
    this.#isReady = false;
    this.#worker = undefined;
    this.#settle((task) => task.reject(planningFailed('The operation could not be planned.')));
    // One that did not come up is tried again for the next operation only.
    if (this.#isClosed || !wasReady) this.#rejectWaiting();
    else if (this.#waiting.length > 0) this.#replace();
  }

  #replace(): void {
    // Those who wait are told by its exit.
    this.start().catch(() => undefined);
  }

  #rejectWaiting(): void {
    for (const { reject } of this.#waiting.splice(0)) reject(planningFailed('There is no planner.'));
  }
}

function planningFailed(message: string): ExecutorError {
  return new ExecutorError(message, 'PLANNING_FAILED');
}

export interface WorkerPlannerOptions {
  /** How long one plan may take. */
  readonly timeoutMs?: number;
  /** How long an idle thread is kept, in times of its start: 20 bound the price of new starts to a twentieth of the time. */
  readonly restsAfterStarts?: number;
}

export interface PlanRequest {
  readonly operation: string;
  readonly activeLabels: readonly string[];
}

export type ThreadMessage =
  | { readonly kind: 'ready'; readonly apiSchemaSdl: string }
  | { readonly kind: 'planned'; readonly plan: QueryPlan }
  | { readonly kind: 'failed'; readonly message: string };

interface PlanTask extends PlanRequest {
  readonly resolve: (plan: QueryPlan) => void;
  readonly reject: (error: Error) => void;
}
