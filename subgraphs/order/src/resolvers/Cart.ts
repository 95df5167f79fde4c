import type { CartLineResolvers, CartResolvers } from '../generated/graphql.ts';

export const Cart: CartResolvers = {
  // A guest's cart is opened by its token, which an entity's key does not carry: `Query.cart` does.
  __resolveReference: ({ id }, { loaders }) => loaders.cartById.load(id),
};

export const CartLine: CartLineResolvers = {
  variant: ({ variantId }) => ({ id: variantId }),
};
