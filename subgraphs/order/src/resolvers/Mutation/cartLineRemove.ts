import type { MutationResolvers } from '../../generated/graphql.ts';
import { removeCartLine } from '../../usecases/remove-cart-line.ts';

export const cartLineRemove: MutationResolvers['cartLineRemove'] = (_parent, { input }, { app, ...caller }) =>
  removeCartLine(app, caller, input);
