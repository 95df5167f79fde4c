import type { MutationResolvers } from '../../generated/graphql.ts';
import { createCart } from '../../usecases/create-cart.ts';

export const cartCreate: MutationResolvers['cartCreate'] = (_parent, { input }, { app, identity }) =>
  createCart(app, identity, input);
