import {
  equalMoney,
  inputs,
  invalid,
  notFoundError,
  validate,
  type Identity,
  type Money,
  type NotFoundError,
  type ValidationError,
} from '@bazaar/kit';
import { addToOutbox } from '@bazaar/messaging';
import { z } from 'zod';
import type { App } from '../context.ts';
import {
  findProductIdOfVariant,
  lockProduct,
  updateProduct,
  updateVariantPrice,
  type ProductAggregate,
} from '../data/product-repository.ts';
import { foreignCurrencyAt, lowestPrice, type ProductVariant } from '../domain/product.ts';
import { priceChanged, updated } from './product-messages.ts';

/** Sets a variant's price, and with it what its product costs from. Carts learn of it by an event. */
export async function setVariantPrice(
  app: App,
  identity: Identity,
  input: unknown,
): Promise<SetVariantPriceResult> {
  const checked = validate(setVariantPriceInput, input);
  if (!checked.ok) return checked.error;
  const { variantId, price } = checked.value;
  const result = await app.db.transaction<SetVariantPriceResult>(async (tx, sql) => {
    const productId = await findProductIdOfVariant(tx, identity.tenantId, variantId);
    const before = productId ? await lockProduct(tx, identity.tenantId, productId) : null;
    const variant = before?.variants.find((each) => each.id === variantId);
    if (!before || !variant) return notFoundError(variantId, 'variant');
    if (foreignCurrencyAt([price], before.product.priceFrom.currency) >= 0) {
      return invalid(
        ['price', 'currency'],
        'CURRENCY_MIXED',
        `This product is priced in ${variant.price.currency}.`,
      );
    }
    if (equalMoney(variant.price, price)) return { __typename: 'ProductVariantPriceSetSuccess', variant };
    const after = repriced(before, variantId, price, app.now());
    const repricedVariant = { ...variant, price };
    await updateVariantPrice(tx, variantId, price);
    await updateProduct(tx, after.product);
    if (after.product.status === 'PUBLISHED') {
      await addToOutbox(sql, [
        priceChanged(after.product, repricedVariant, variant.price),
        updated(after.product, after.variants),
      ]);
    }
    return { __typename: 'ProductVariantPriceSetSuccess', variant: repricedVariant };
  });
  app.nudge();
  return result;
}

function repriced(before: ProductAggregate, variantId: string, price: Money, now: Date): ProductAggregate {
  const variants = before.variants.map((each) => (each.id === variantId ? { ...each, price } : each));
  const product = {
    ...before.product,
    priceFrom: lowestPrice(variants.map((each) => each.price)),
    version: before.product.version + 1,
    updatedAt: now,
  };
  return { product, variants };
}

const setVariantPriceInput = z.object({ variantId: inputs.id('ProductVariant'), price: inputs.money() });

export type SetVariantPriceResult =
  { __typename: 'ProductVariantPriceSetSuccess'; variant: ProductVariant } | NotFoundError | ValidationError;
