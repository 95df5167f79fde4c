import type { OrderResolvers } from '../generated/graphql.ts';

export const Order: OrderResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.orderById.load(id),
  customer: ({ customerId }) => ({ id: customerId }),
  lines: ({ id, lines }, _args, { loaders }) => lines ?? loaders.linesByOrderId.load(id),
  timeline: ({ id, timeline }, _args, { loaders }) => timeline ?? loaders.timelineByOrderId.load(id),
};
