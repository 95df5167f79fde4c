import type { MutationResolvers } from '../../generated/graphql.ts';
import { mergeCarts } from '../../usecases/merge-carts.ts';

export const cartMerge: MutationResolvers['cartMerge'] = (_parent, { input }, { app, identity }) =>
  mergeCarts(app, identity, input);
