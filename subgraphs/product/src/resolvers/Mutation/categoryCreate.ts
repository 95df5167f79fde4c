import type { MutationResolvers } from '../../generated/graphql.ts';
import { createCategory } from '../../usecases/create-category.ts';

export const categoryCreate: MutationResolvers['categoryCreate'] = (_parent, { input }, { app, identity }) =>
  createCategory(app, identity, input);
