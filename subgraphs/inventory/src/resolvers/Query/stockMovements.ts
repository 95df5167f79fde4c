import type { QueryResolvers } from '../../generated/graphql.ts';
import { listMovements } from '../../usecases/list-movements.ts';

export const stockMovements: QueryResolvers['stockMovements'] = (_parent, args, { app, identity }) =>
  listMovements(app, identity, args);
