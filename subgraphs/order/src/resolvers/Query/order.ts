import type { QueryResolvers } from '../../generated/graphql.ts';

export const order: QueryResolvers['order'] = (_parent, { id }, { loaders }) => loaders.orderById.load(id);
