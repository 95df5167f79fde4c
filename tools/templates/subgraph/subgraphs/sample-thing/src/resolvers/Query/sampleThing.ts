import type { QueryResolvers } from '../../generated/graphql.ts';

export const sampleThing: QueryResolvers['sampleThing'] = (_parent, { id }, { loaders }) =>
  loaders.sampleThingById.load(id);
