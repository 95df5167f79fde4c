import { isId, type Identity, type PageRequest } from '@bazaar/kit';
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

/** A loader of the one row that has a key, or null. */
function oneByKey<Row extends object>(
  find: (keys: readonly string[]) => Promise<Row[]>,
  key: keyof Row,
): DataLoader<string, Row | null> {
  return new DataLoader(async (keys) => {
    const rows = new Map((await find(keys)).map((row) => [row[key] as string, row]));
    return keys.map((each) => rows.get(each) ?? null);
  }, uncached);
}

/** A loader of all rows that have a key, in the order in which they were found. */
function manyByKey<Row extends object>(
  find: (keys: readonly string[]) => Promise<Row[]>,
  key: keyof Row,
): DataLoader<string, Row[]> {
  return new DataLoader(async (keys) => {
    const rows = Map.groupBy(await find(keys), (row) => row[key] as string);
    return keys.map((each) => rows.get(each) ?? []);
  }, uncached);
}

// They batch and don't remember: the second mutation of a request must not see what the first one's answer read.
const uncached = { cache: false };

// Keys come from strangers. What cannot be one is not sent to the database, which refuses some of it (NUL).
const idsOf = (type: Parameters<typeof isId>[0], ids: readonly string[]) =>
  ids.filter((id) => isId(type, id));
const isText = (key: string) => !key.includes('\u0000') && key.isWellFormed();

export type CategoryPage = { readonly categoryId: string; readonly page: PageRequest };
