import type { MutationResolvers } from '../../generated/graphql.ts';
import { cancelOrder } from '../../usecases/cancel-order.ts';

export const orderCancel: MutationResolvers['orderCancel'] = (_parent, { input }, { app, identity }) =>
  cancelOrder(app, identity, input);
