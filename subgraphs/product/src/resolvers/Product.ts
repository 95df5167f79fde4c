import type { ProductResolvers } from '../generated/graphql.ts';

export const Product: ProductResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.productById.load(id),
  category: ({ categoryId }, _args, { loaders }) =>
    categoryId ? loaders.categoryById.load(categoryId) : null,
  variants: ({ id }, _args, { loaders }) => loaders.variantsByProductId.load(id),
};
