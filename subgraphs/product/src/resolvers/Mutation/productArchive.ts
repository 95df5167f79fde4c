import type { MutationResolvers } from '../../generated/graphql.ts';
import { archiveProduct } from '../../usecases/archive-product.ts';

export const productArchive: MutationResolvers['productArchive'] = (_parent, { input }, { app, identity }) =>
  archiveProduct(app, identity, input);
