import type { StockLocationResolvers } from '../generated/graphql.ts';

export const StockLocation: StockLocationResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.locationById.load(id),
};
