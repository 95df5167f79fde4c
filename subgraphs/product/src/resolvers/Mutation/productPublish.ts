import type { MutationResolvers } from '../../generated/graphql.ts';
import { publishProduct } from '../../usecases/publish-product.ts';

export const productPublish: MutationResolvers['productPublish'] = (_parent, { input }, { app, identity }) =>
  publishProduct(app, identity, input);
