import { lineTotal } from '../domain/order.ts';
import type { OrderLineResolvers } from '../generated/graphql.ts';

export const OrderLine: OrderLineResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.orderLineById.load(id),
  variant: ({ variantId }) => ({ id: variantId }),
  total: (line) => lineTotal(line),
};
