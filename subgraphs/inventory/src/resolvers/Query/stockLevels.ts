import type { QueryResolvers } from '../../generated/graphql.ts';
import { listLevels } from '../../usecases/list-levels.ts';

export const stockLevels: QueryResolvers['stockLevels'] = (_parent, { variantIds }, { app, identity }) =>
  listLevels(app, identity, variantIds);
