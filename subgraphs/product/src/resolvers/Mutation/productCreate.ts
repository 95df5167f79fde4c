import type { MutationResolvers } from '../../generated/graphql.ts';
import { createProduct } from '../../usecases/create-product.ts';

export const productCreate: MutationResolvers['productCreate'] = (_parent, { input }, { app, identity }) =>
  createProduct(app, identity, input);
