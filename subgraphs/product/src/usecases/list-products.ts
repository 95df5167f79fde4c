import {
  AppError,
  toConnection,
  toPageRequest,
  type Connection,
  type Identity,
  type PageArguments,
} from '@bazaar/kit';
import type { App } from '../context.ts';
import {
  countProducts,
  defaultOrder,
  findProductPage,
  positionOf,
  type ProductList,
} from '../data/product-list.ts';
import { viewOf, type ProductOrder } from '../domain/product-filter.ts';
import type { Product } from '../domain/product.ts';
import { parseFilter } from './inputs.ts';

/** A page of the products that match and that the caller may see. */
export async function listProducts(
  app: App,
  identity: Identity,
  args: ListProductsArguments,
): Promise<ProductPage> {
  const list: ProductList = {
    view: viewOf(identity),
    filter: parseFilter(args.where),
    order: orderOf(args.sort),
  };
  const page = toPageRequest(args, app.cursors, list);
  const products = await findProductPage(app.db.read, list, page);
  const cursorOf = (product: Product) => app.cursors.encode(list, positionOf(list.order, product));
  return {
    ...toConnection(products, page, cursorOf),
    totalCount: () => countProducts(app.db.read, list),
  };
}

function orderOf(sort: ProductOrder | null | undefined): ProductOrder {
  if (!sort || sort.length === 0) return defaultOrder;
  if (new Set(sort.map((each) => each.field)).size < sort.length) {
    throw new AppError('BAD_USER_INPUT', 'sort: name each field once.');
  }
  return sort;
}

type ListProductsArguments = PageArguments & { where?: unknown; sort?: ProductOrder | null };

/** `totalCount` is a query of its own, made only when it is asked for. */
export type ProductPage = Connection<Product> & { totalCount: () => Promise<number> };
