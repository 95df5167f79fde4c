import {
  conflictError,
  inputs,
  notFoundError,
  validate,
  type ConflictError,
  type Identity,
  type NotFoundError,
  type ValidationError,
} from '@bazaar/kit';
import { addToOutbox } from '@bazaar/messaging';
import { z } from 'zod';
import type { App } from '../context.ts';
import { findCategories } from '../data/category-repository.ts';
import { readIn } from '../data/database.ts';
import { lockProduct, updateProduct as saveProduct } from '../data/product-repository.ts';
import { changesOf, type Product } from '../domain/product.ts';
import { descriptionInput, titleInput } from './inputs.ts';
import { updated } from './product-messages.ts';

/** Changes title, description or category. The slug stays, so that links stay. */
export async function updateProduct(
  app: App,
  identity: Identity,
  input: unknown,
): Promise<UpdateProductResult> {
  const checked = validate(updateProductInput, input);
  if (!checked.ok) return checked.error;
  const { id, expectedVersion, title, description, categoryId } = checked.value;
  const result = await app.db.transaction<UpdateProductResult>(async (tx, sql) => {
    const found = await lockProduct(tx, identity.tenantId, id);
    if (!found) return notFoundError(id, 'product');
    if (found.product.version !== expectedVersion) return conflictError(found.product.version);
    if (categoryId) {
      const [category] = await findCategories(readIn(tx), identity.tenantId, 'id', [categoryId]);
      if (!category) return { ...notFoundError(categoryId, 'category'), path: ['categoryId'] };
    }
    const changes = changesOf(found.product, {
      title: title ?? undefined,
      description: description ?? undefined,
      categoryId,
    });
    if (Object.keys(changes).length === 0) {
      return { __typename: 'ProductUpdateSuccess', product: found.product };
    }
    const product = { ...found.product, ...changes, version: expectedVersion + 1, updatedAt: app.now() };
    await saveProduct(tx, product);
    if (product.status === 'PUBLISHED') await addToOutbox(sql, [updated(product, found.variants)]);
    return { __typename: 'ProductUpdateSuccess', product };
  });
  app.nudge();
  return result;
}

const updateProductInput = z.object({
  id: inputs.id('Product'),
  expectedVersion: z.number().int(),
  title: titleInput().nullish(),
  description: descriptionInput().nullish(),
  categoryId: inputs.id('Category').nullish(),
});

export type UpdateProductResult =
  { __typename: 'ProductUpdateSuccess'; product: Product } | ConflictError | NotFoundError | ValidationError;
