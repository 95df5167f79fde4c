import type { MutationResolvers } from '../../generated/graphql.ts';
import { updateProduct } from '../../usecases/update-product.ts';

export const productUpdate: MutationResolvers['productUpdate'] = (_parent, { input }, { app, identity }) =>
  updateProduct(app, identity, input);
