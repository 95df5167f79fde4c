import { hasPermission, isId, userIdOf } from '@bazaar/kit';
import type { UserResolvers } from '../generated/graphql.ts';
import { listCustomerOrders } from '../usecases/list-orders.ts';

export const User: UserResolvers = {
  // People are the user subgraph's; what we add to one is shown to whom it concerns.
  __resolveReference: ({ id }) => (isId('User', id) ? { id } : null),
  orders: ({ id }, args, { app, identity, loaders }) =>
    id === userIdOf(identity) || hasPermission(identity, 'order:read')
      ? listCustomerOrders(app, loaders, id, args)
      : null,
  cart: ({ id }, _args, { loaders }) => loaders.cartByCustomerId.load(id),
};
