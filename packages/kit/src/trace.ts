import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

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
  const parent = valid
    ? traceparent
    : `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
  return { traceparent: parent, requestId: requestId ?? parent.slice(3, 35) };
}
