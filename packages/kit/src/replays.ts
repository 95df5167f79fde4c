import { AsyncLocalStorage } from 'node:async_hooks';

/** Header that carries the key of a mutation whose input has none. */
export const idempotencyHeader = 'idempotency-key';

const storage = new AsyncLocalStorage<Set<string>>();

/** Runs a request whose answer is to tell which idempotency keys it was replayed for. */
export const withReplays = <T>(run: () => T): T => storage.run(new Set(), run);

/** Notes that a mutation of the running request was answered from what its idempotency key had stored. */
export const noteReplay = (key: string): void => void storage.getStore()?.add(key);

/** The idempotency keys, as the client sent them, that the running request was answered from so far. */
export const replayedKeys = (): readonly string[] => [...(storage.getStore() ?? [])];
