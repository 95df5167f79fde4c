// The GraphQL door: arguments → use case or loader → payload. No Prisma, no Kafka, no business decision.
import type { Resolvers } from '../generated/graphql.ts';
import { Category } from './Category.ts';
import { categoryCreate } from './Mutation/categoryCreate.ts';
import { productArchive } from './Mutation/productArchive.ts';
import { productCreate } from './Mutation/productCreate.ts';
import { productPublish } from './Mutation/productPublish.ts';
import { productUpdate } from './Mutation/productUpdate.ts';
import { productVariantPriceSet } from './Mutation/productVariantPriceSet.ts';
import { Product } from './Product.ts';
import { ProductVariant } from './ProductVariant.ts';
import { categories } from './Query/categories.ts';
import { category } from './Query/category.ts';
import { product } from './Query/product.ts';
import { products } from './Query/products.ts';

export const resolvers: Resolvers = {
  Query: { product, products, category, categories },
  Mutation: {
    categoryCreate,
    productArchive,
    productCreate,
    productPublish,
    productUpdate,
    productVariantPriceSet,
  },
  Product,
  ProductVariant,
  Category,
};
