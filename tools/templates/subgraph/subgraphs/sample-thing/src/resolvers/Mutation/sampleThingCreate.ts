import type { MutationResolvers } from '../../generated/graphql.ts';
import { createSampleThing } from '../../usecases/create-sample-thing.ts';

export const sampleThingCreate: MutationResolvers['sampleThingCreate'] = (
  _parent,
  { input },
  { app, identity },
) => createSampleThing(app, identity, input);
