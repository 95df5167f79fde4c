import type { QueryResolvers } from '../../generated/graphql.ts';
import { listSampleThings } from '../../usecases/list-sample-things.ts';

export const sampleThings: QueryResolvers['sampleThings'] = (_parent, args, { app, identity }) =>
  listSampleThings(app, identity, args);
