import type { QueryResolvers } from '../../generated/graphql.ts';

export const product: QueryResolvers['product'] = async (_parent, { id }, { loaders }) =>
  id == null ? null : loaders.productById.load(id);
