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
import { archived } from './product-messages.ts';

/** Takes a product off sale. The others hear of it only if they heard of the product. */
export async function archiveProduct(
  app: App,
  identity: Identity,
  input: unknown,
): Promise<ArchiveProductResult> {
  const checked = validate(archiveProductInput, input);
  if (!checked.ok) return checked.error;
  const { id } = checked.value;
  const result = await app.db.transaction<ArchiveProductResult>(async (tx, sql) => {
    const found = await lockProduct(tx, identity.tenantId, id);
    if (!found) return notFoundError(id, 'product');
    const before = found.product;
    if (before.status === 'ARCHIVED') return { __typename: 'ProductArchiveSuccess', product: before };
    const product: Product = {
      ...before,
      status: 'ARCHIVED',
      version: before.version + 1,
      updatedAt: app.now(),
    };
    await updateProduct(tx, product);
    if (before.status === 'PUBLISHED') await addToOutbox(sql, [archived(product, found.variants)]);
    return { __typename: 'ProductArchiveSuccess', product };
  });
  app.nudge();
  return result;
}

const archiveProductInput = z.object({ id: inputs.id('Product') });

export type ArchiveProductResult =
  { __typename: 'ProductArchiveSuccess'; product: Product } | NotFoundError | ValidationError;
