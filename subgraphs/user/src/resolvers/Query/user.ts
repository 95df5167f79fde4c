import type { QueryResolvers } from '../../generated/graphql.ts';

export const user: QueryResolvers['user'] = (_parent, { id }, { loaders }) => loaders.userById.load(id);
