import type { QueryResolvers } from '../../generated/graphql.ts';
import { listProducts } from '../../usecases/list-products.ts';

export const products: QueryResolvers['products'] = (_parent, args, { app, identity }) =>
  listProducts(app, identity, args);
