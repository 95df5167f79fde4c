import { AsyncLocalStorage } from 'node:async_hooks';
import { traceFrom, withTrace } from '@bazaar/kit';
import type { EventEnvelope } from '@bazaar/events';

const storage = new AsyncLocalStorage<EventEnvelope>();

/** The event whose handler is running: what it writes to the outbox inherits its correlation and names it as cause. */
export const currentEvent = (): EventEnvelope | undefined => storage.getStore();

/** Runs `handle` within the event's trace. */
export function withEvent<T>(event: EventEnvelope, handle: () => T): T {
  return storage.run(event, () => withTrace(traceFrom(event.traceparent), handle));
}
