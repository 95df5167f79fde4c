import { hasPermission, isId, type Identity } from '@bazaar/kit';
import DataLoader from 'dataloader';
import type { Database } from './database.ts';
import {
  findAvailability,
  findLocations,
  findMovements,
  type Availability,
  type StockLocation,
  type StockMovement,
} from './stock-reads.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/** One set a request: batches for that request's tenant, and dies with it. */
export function createLoaders({ read }: Database, identity: Identity, now: () => Date) {
  const { tenantId } = identity;
  const isStaff = hasPermission(identity, 'inventory:read');
  return {
    availabilityByVariantId: new DataLoader<string, Availability | null>(async (ids) => {
      const found = await findAvailability(read, tenantId, idsOf('ProductVariant', ids), now());
      return ids.map((id) => found.get(id) ?? null);
    }, uncached),
    locationById: new DataLoader<string, StockLocation | null>(
      async (ids) =>
        inOrder(ids, isStaff ? await findLocations(read, tenantId, idsOf('StockLocation', ids)) : []),
      uncached,
    ),
    movementById: new DataLoader<string, StockMovement | null>(
      async (ids) =>
        inOrder(ids, isStaff ? await findMovements(read, tenantId, idsOf('StockMovement', ids)) : []),
      uncached,
    ),
  };
}

// They batch and don't remember: the second mutation of a request must not see what the first one's answer read.
const uncached = { cache: false };

// Keys come from strangers. What cannot be one is not sent to the database, which refuses some of it (NUL).
const idsOf = (type: Parameters<typeof isId>[0], ids: readonly string[]) =>
  ids.filter((id) => isId(type, id));

function inOrder<Row extends { id: string }>(ids: readonly string[], rows: readonly Row[]): (Row | null)[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id) ?? null);
}
