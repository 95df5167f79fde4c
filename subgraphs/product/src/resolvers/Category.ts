import type { CategoryResolvers } from '../generated/graphql.ts';
import { listCategoryProducts } from '../usecases/list-category-products.ts';

export const Category: CategoryResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.categoryById.load(id),
  parent: ({ parentId }, _args, { loaders }) => (parentId ? loaders.categoryById.load(parentId) : null),
  children: ({ id }, _args, { loaders }) => loaders.childrenByCategoryId.load(id),
  products: (category, args, { app, loaders }) => listCategoryProducts(app, loaders, category, args),
};
