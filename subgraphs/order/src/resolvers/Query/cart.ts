import type { QueryResolvers } from '../../generated/graphql.ts';
import { findCart } from '../../usecases/find-cart.ts';

export const cart: QueryResolvers['cart'] = (_parent, { id, cartToken }, { app, identity }) =>
  findCart(app, identity, id, cartToken);
