import type { QueryResolvers } from '../../generated/graphql.ts';
import { listOrders } from '../../usecases/list-orders.ts';

export const orders: QueryResolvers['orders'] = (_parent, args, { app, identity }) =>
  listOrders(app, identity, args);
