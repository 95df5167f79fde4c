import type { ProductVariantResolvers } from '../generated/graphql.ts';

export const ProductVariant: ProductVariantResolvers = {
  __resolveReference: ({ id }) => ({ id }),
  availability: ({ id }, _args, { loaders }) => loaders.availabilityByVariantId.load(id),
};
