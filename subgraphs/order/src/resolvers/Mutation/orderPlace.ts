import type { MutationResolvers } from '../../generated/graphql.ts';
import { placeOrder } from '../../usecases/place-order.ts';

export const orderPlace: MutationResolvers['orderPlace'] = (_parent, { input }, { app, identity }) =>
  placeOrder(app, identity, input);
