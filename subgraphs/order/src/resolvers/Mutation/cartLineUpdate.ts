import type { MutationResolvers } from '../../generated/graphql.ts';
import { updateCartLine } from '../../usecases/update-cart-line.ts';

export const cartLineUpdate: MutationResolvers['cartLineUpdate'] = (_parent, { input }, { app, ...caller }) =>
  updateCartLine(app, caller, input);
