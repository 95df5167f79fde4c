import type { QueryResolvers } from '../../generated/graphql.ts';

export const payment: QueryResolvers['payment'] = (_parent, { id }, { loaders }) =>
  loaders.paymentById.load(id);
