import { AsyncLocalStorage } from 'node:async_hooks';
import { randomFillSync } from 'node:crypto';

/** What ties a request's log lines, subgraph calls and events together. */
export type Trace = {
  /** W3C Trace Context. */
  readonly traceparent: string;
  readonly requestId: string;
};

const storage = new AsyncLocalStorage<Trace>();

/** The trace of the request or event that is being handled, if any. */
export const currentTrace = (): Trace | undefined => storage.getStore();

export const withTrace = <T>(trace: Trace, run: () => T): T => storage.run(trace, run);

/** Continues the caller's trace where it sent a valid one, begins one otherwise. */
export function traceFrom(traceparent: string | undefined, requestId?: string): Trace {
  const valid = traceparent !== undefined && /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(traceparent);
  const parent = valid ? traceparent : newTraceparent();
  return { traceparent: parent, requestId: requestId ?? parent.slice(3, 35) };
}

const idBytes = 24;
const pool = Buffer.alloc(idBytes * 128);
let poolUsed = pool.length;

/** Random bytes come by the pool: asking the system for each request's costs more than all else that is done here. */
function newTraceparent(): string {
  if (poolUsed === pool.length) {
    randomFillSync(pool);
    poolUsed = 0;
  }
  const id = pool.toString('hex', poolUsed, poolUsed + idBytes);
  poolUsed += idBytes;
  return `00-${id.slice(0, 32)}-${id.slice(32)}-01`;
}
