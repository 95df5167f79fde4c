import type { MutationResolvers } from '../../generated/graphql.ts';
import { removeCartLine } from '../../usecases/remove-cart-line.ts';

export const cartLineRemove: MutationResolvers['cartLineRemove'] = (_parent, { input }, { app, identity }) =>
  removeCartLine(app, identity, input);
