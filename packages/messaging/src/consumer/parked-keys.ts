import type { DeadLetterStore } from './dead-letter-store.ts';

/**
 * The parked keys as this member knows them. A key that it does not know is not parked: only the owner of a
 * partition parks its keys, and the list is read anew whenever a partition comes to this member. A known key is
 * looked up each time, since an operator may have released it.
 */
export function createParkedKeys(store: DeadLetterStore) {
  const known = new Set<string>();
  return {
    async reload(): Promise<void> {
      for (const key of await store.parkedKeys()) known.add(key);
    },
    add: (key: string) => void known.add(key),
    async has(key: string): Promise<boolean> {
      if (!known.has(key)) return false;
      if (await store.isParked(key)) return true;
      known.delete(key);
      return false;
    },
  };
}

export type ParkedKeys = ReturnType<typeof createParkedKeys>;
