import type { OrderResolvers } from '../generated/graphql.ts';

export const Order: OrderResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  notifications: ({ id }, _args, { loaders }) => loaders.notificationsByOrderId.load(id),
};
