import { inventoryAvailabilityChangedV1 } from '@bazaar/events';
import { implementHandler } from '@bazaar/messaging';
import type { Tx } from '../data/database.ts';
import { recordAvailability } from '../usecases/record-availability.ts';

export const onAvailabilityChanged = implementHandler(inventoryAvailabilityChangedV1, (tx: Tx, event) =>
  recordAvailability(tx, event),
);
