import type { MutationResolvers } from '../../generated/graphql.ts';
import { adjustStock } from '../../usecases/adjust-stock.ts';

export const stockAdjust: MutationResolvers['stockAdjust'] = (_parent, { input }, { app, identity }) =>
  adjustStock(app, identity, input);
