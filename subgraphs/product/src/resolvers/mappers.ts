// What stands behind each GraphQL type: `XMapper` is the parent value of X's resolvers.
import type { Product } from '../domain/product.ts';

export type ProductMapper = Product;
