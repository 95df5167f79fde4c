import { AppError } from '@bazaar/kit';
import type { ProductVariantResolvers } from '../generated/graphql.ts';

export const ProductVariant: ProductVariantResolvers = {
  __resolveReference: (key, { loaders }) =>
    'id' in key ? loaders.variantById.load(key.id) : loaders.variantBySku.load(key.sku),
  product: async ({ productId }, _args, { loaders }) => {
    const product = await loaders.productById.load(productId);
    if (!product) throw new AppError('NOT_FOUND', 'The product is no longer on sale.');
    return product;
  },
};
