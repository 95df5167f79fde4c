import type { MutationResolvers } from '../../generated/graphql.ts';
import { mergeCarts } from '../../usecases/merge-carts.ts';

export const cartMerge: MutationResolvers['cartMerge'] = (_parent, { input }, { app, ...caller }) =>
  mergeCarts(app, caller, input);
