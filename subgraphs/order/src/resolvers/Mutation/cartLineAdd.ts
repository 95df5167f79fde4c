import type { MutationResolvers } from '../../generated/graphql.ts';
import { addCartLine } from '../../usecases/add-cart-line.ts';

export const cartLineAdd: MutationResolvers['cartLineAdd'] = (_parent, { input }, { app, ...caller }) =>
  addCartLine(app, caller, input);
