import {
  inputs,
  notFoundError,
  validate,
  type Identity,
  type NotFoundError,
  type ValidationError,
} from '@bazaar/kit';
import { addToOutbox } from '@bazaar/messaging';
import { z } from 'zod';
import type { App } from '../context.ts';
import { lockProduct, updateProduct } from '../data/product-repository.ts';
import type { Product } from '../domain/product.ts';
import { published } from './product-messages.ts';

/** Puts a draft, or what was archived, on sale. Doing it twice is doing it once. */
export async function publishProduct(
  app: App,
  identity: Identity,
  input: unknown,
): Promise<PublishProductResult> {
  const checked = validate(publishProductInput, input);
  if (!checked.ok) return checked.error;
  const { id } = checked.value;
  const result = await app.db.transaction<PublishProductResult>(async (tx, sql) => {
    const found = await lockProduct(tx, identity.tenantId, id);
    if (!found) return notFoundError(id, 'product');
    if (found.product.status === 'PUBLISHED') {
      return { __typename: 'ProductPublishSuccess', product: found.product };
    }
    const product: Product = {
      ...found.product,
      status: 'PUBLISHED',
      version: found.product.version + 1,
      updatedAt: app.now(),
    };
    await updateProduct(tx, product);
    await addToOutbox(sql, [published(product, found.variants)]);
    return { __typename: 'ProductPublishSuccess', product };
  });
  app.nudge();
  return result;
}

const publishProductInput = z.object({ id: inputs.id('Product') });

export type PublishProductResult =
  { __typename: 'ProductPublishSuccess'; product: Product } | NotFoundError | ValidationError;
