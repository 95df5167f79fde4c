import type { QueryResolvers } from '../../generated/graphql.ts';
import { listLocations } from '../../usecases/list-locations.ts';

export const stockLocations: QueryResolvers['stockLocations'] = (_parent, _args, { app, identity }) =>
  listLocations(app, identity);
