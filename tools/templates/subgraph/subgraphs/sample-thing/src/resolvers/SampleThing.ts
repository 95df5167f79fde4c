import type { SampleThingResolvers } from '../generated/graphql.ts';

export const SampleThing: SampleThingResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.sampleThingById.load(id),
  // The owner of products fetches the rest, and decides whether the caller may see it.
  product: ({ productId }) => ({ id: productId }),
};
