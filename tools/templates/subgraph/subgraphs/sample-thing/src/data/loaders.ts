import { isId, type Identity } from '@bazaar/kit';
import DataLoader from 'dataloader';
import type { SampleThing } from '../domain/sample-thing.ts';
import type { Database } from './database.ts';
import { findSampleThings } from './sample-thing-repository.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/** One set a request: batches for that request's tenant, and dies with it. */
export function createLoaders({ prisma }: Database, { tenantId }: Identity) {
  return {
    sampleThingById: new DataLoader<string, SampleThing | null>(async (ids) => {
      // Keys come from strangers; what cannot be one is not sent to the database.
      const known = ids.filter((id) => isId('SampleThing', id));
      const rows = known.length > 0 ? await findSampleThings(prisma, tenantId, known) : [];
      const byId = new Map(rows.map((row) => [row.id, row]));
      return ids.map((id) => byId.get(id) ?? null);
    }, uncached),
  };
}

// They batch and don't remember: the second mutation of a request must not see what the first one's answer read.
const uncached = { cache: false };
