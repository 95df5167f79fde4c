// What stands behind each GraphQL type: `XMapper` is the parent value of X's resolvers.
import type { Connection } from '@bazaar/kit';
import type { Availability, ReadLevel, StockLocation, StockMovement } from '../data/stock-reads.ts';

export type ProductVariantMapper = { readonly id: string };
export type AvailabilityMapper = Availability;
export type StockLevelMapper = ReadLevel;
export type StockLocationMapper = StockLocation;
export type StockMovementMapper = Omit<StockMovement, 'position'>;
export type StockMovementConnectionMapper = Connection<StockMovementMapper> & {
  totalCount: () => Promise<number>;
};
