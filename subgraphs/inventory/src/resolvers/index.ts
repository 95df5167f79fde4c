// The GraphQL door: arguments → use case or loader → payload. No Prisma, no Kafka, no business decision.
import type { Resolvers } from '../generated/graphql.ts';
import { stockAdjust } from './Mutation/stockAdjust.ts';
import { ProductVariant } from './ProductVariant.ts';
import { stockLevels } from './Query/stockLevels.ts';
import { stockLocations } from './Query/stockLocations.ts';
import { stockMovements } from './Query/stockMovements.ts';
import { StockLocation } from './StockLocation.ts';
import { StockMovement } from './StockMovement.ts';

export const resolvers: Resolvers = {
  Query: { stockLevels, stockLocations, stockMovements },
  Mutation: { stockAdjust },
  ProductVariant,
  StockLocation,
  StockMovement,
};
