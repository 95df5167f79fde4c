import { multiplyMoney } from '@bazaar/kit';
import type { OrderLineResolvers } from '../generated/graphql.ts';

export const OrderLine: OrderLineResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.orderLineById.load(id),
  variant: ({ variantId }) => ({ id: variantId }),
  total: ({ unitPrice, quantity }) => multiplyMoney(unitPrice, quantity),
};
