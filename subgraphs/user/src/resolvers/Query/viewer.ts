import { userIdOf } from '@bazaar/kit';
import type { QueryResolvers } from '../../generated/graphql.ts';

export const viewer: QueryResolvers['viewer'] = (_parent, _args, { identity, loaders }) => {
  const id = userIdOf(identity);
  return id === undefined ? null : loaders.userById.load(id);
};
