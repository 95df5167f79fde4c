import type { StockMovementResolvers } from '../generated/graphql.ts';

export const StockMovement: StockMovementResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.movementById.load(id),
};
