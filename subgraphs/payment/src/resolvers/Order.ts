import type { OrderResolvers } from '../generated/graphql.ts';

export const Order: OrderResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  payments: ({ id }, _args, { loaders }) => loaders.paymentsByOrderId.load(id),
};
