import type { MutationResolvers } from '../../generated/graphql.ts';
import { setVariantPrice } from '../../usecases/set-variant-price.ts';

export const productVariantPriceSet: MutationResolvers['productVariantPriceSet'] = (
  _parent,
  { input },
  { app, identity },
) => setVariantPrice(app, identity, input);
