// The GraphQL door: arguments → use case or loader → payload. No Prisma, no Kafka, no business decision.
import type { Resolvers } from '../generated/graphql.ts';
import { Product } from './Product.ts';
import { product } from './Query/product.ts';

export const resolvers: Resolvers = {
  Query: { product },
  Product,
};
