import { AppError } from '@bazaar/kit';
import type { QueryResolvers } from '../../generated/graphql.ts';

export const category: QueryResolvers['category'] = async (_parent, { id, slug }, { loaders }) => {
  if (id != null && slug == null) return loaders.categoryById.load(id);
  if (slug != null && id == null) return loaders.categoryBySlug.load(slug);
  throw new AppError('BAD_USER_INPUT', 'Give either an id or a slug.');
};
