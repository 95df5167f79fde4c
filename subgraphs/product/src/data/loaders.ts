import { type Identity, idsOf, manyByKey, oneByKey, type PageRequest, uncached } from '@bazaar/kit';
import DataLoader from 'dataloader';
import type { Category } from '../domain/category.ts';
import { viewOf } from '../domain/product-filter.ts';
import type { Product, ProductVariant } from '../domain/product.ts';
import { findAllCategories, findCategories } from './category-repository.ts';
import type { Database } from './database.ts';
import { countProductsByCategory, findProductPagesByCategory } from './product-list.ts';
import { findProducts, findVariants } from './product-repository.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/** One set a request: batches for that request's tenant, shows what its caller may see, and dies with it. */
export function createLoaders({ read }: Database, identity: Identity) {
  const view = viewOf(identity);
  const { tenantId } = identity;
  return {
    productById: oneByKey<Product>((ids) => findProducts(read, view, 'id', idsOf('Product', ids)), 'id'),
    productBySlug: oneByKey<Product>(
      (slugs) => findProducts(read, view, 'slug', slugs.filter(isText)),
      'slug',
    ),
    variantById: oneByKey<ProductVariant>(
      (ids) => findVariants(read, view, 'id', idsOf('ProductVariant', ids)),
      'id',
    ),
    variantBySku: oneByKey<ProductVariant>(
      (skus) => findVariants(read, view, 'sku', skus.filter(isText)),
      'sku',
    ),
    variantsByProductId: manyByKey<ProductVariant>(
      (ids) => findVariants(read, view, 'product_id', ids),
      'productId',
    ),
    categoryById: oneByKey<Category>(
      (ids) => findCategories(read, tenantId, 'id', idsOf('Category', ids)),
      'id',
    ),
    categoryBySlug: oneByKey<Category>(
      (slugs) => findCategories(read, tenantId, 'slug', slugs.filter(isText)),
      'slug',
    ),
    childrenByCategoryId: manyByKey<Category>(
      (ids) => findCategories(read, tenantId, 'parent_id', ids),
      'parentId',
    ),
    allCategories: () => findAllCategories(read, tenantId),
    productCountByCategoryId: new DataLoader<string, number>(
      (ids) => countProductsByCategory(read, view, ids),
      uncached,
    ),
    productPageByCategory: new DataLoader<CategoryPage, Product[]>(async (wanted) => {
      // Categories of one list are asked for the same page: usually this is one statement.
      const groups = Map.groupBy(wanted, (each) => JSON.stringify(each.page));
      const pages = new Map<CategoryPage, Product[]>();
      for (const group of groups.values()) {
        const ids = group.map((each) => each.categoryId);
        const found = await findProductPagesByCategory(read, view, ids, group[0]!.page);
        group.forEach((each, index) => pages.set(each, found[index]!));
      }
      return wanted.map((each) => pages.get(each)!);
    }, uncached),
  };
}

// Keys come from strangers. What cannot be one is not sent to the database, which refuses some of it (NUL).
const isText = (key: string) => !key.includes('\u0000') && key.isWellFormed();

export type CategoryPage = { readonly categoryId: string; readonly page: PageRequest };
