import { AppError } from '@bazaar/kit';
import type { QueryResolvers } from '../../generated/graphql.ts';

export const product: QueryResolvers['product'] = async (_parent, { id, slug }, { loaders }) => {
  if (id != null && slug == null) return loaders.productById.load(id);
  if (slug != null && id == null) return loaders.productBySlug.load(slug);
  throw new AppError('BAD_USER_INPUT', 'Give either an id or a slug.');
};
