import { toConnection, toPageRequest, type PageArguments } from '@bazaar/kit';
import type { App } from '../context.ts';
import type { Loaders } from '../data/loaders.ts';
import { defaultOrder, positionOf } from '../data/product-list.ts';
import type { Category } from '../domain/category.ts';
import type { Product } from '../domain/product.ts';
import type { ProductPage } from './list-products.ts';

/** A page of what lies in a category or below it; the pages of many categories are read together. */
export async function listCategoryProducts(
  app: App,
  loaders: Loaders,
  category: Category,
  args: PageArguments,
): Promise<ProductPage> {
  const scope = { list: 'Category.products', categoryId: category.id };
  const page = toPageRequest(args, app.cursors, scope);
  const products = await loaders.productPageByCategory.load({ categoryId: category.id, page });
  const cursorOf = (product: Product) => app.cursors.encode(scope, positionOf(defaultOrder, product));
  return {
    ...toConnection(products, page, cursorOf),
    totalCount: () => loaders.productCountByCategoryId.load(category.id),
  };
}
