// What stands behind each GraphQL type: `XMapper` is the parent value of X's resolvers.
import type { Category } from '../domain/category.ts';
import type { Product, ProductVariant } from '../domain/product.ts';
import type { ProductPage } from '../usecases/list-products.ts';

export type ProductMapper = Product;
export type ProductVariantMapper = ProductVariant;
export type CategoryMapper = Category;
export type ProductConnectionMapper = ProductPage;
