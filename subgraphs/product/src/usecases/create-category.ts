import {
  inputs,
  invalid,
  newId,
  notFoundError,
  validate,
  type Identity,
  type NotFoundError,
  type ValidationError,
} from '@bazaar/kit';
import { z } from 'zod';
import type { App } from '../context.ts';
import { findCategories, findTakenCategorySlugs, insertCategories } from '../data/category-repository.ts';
import { readIn } from '../data/database.ts';
import { lockNames } from '../data/product-repository.ts';
import { categoryDepthMax, pathBelow, type Category } from '../domain/category.ts';
import { freeSlug, slugify } from '../domain/slug.ts';
import { slugInput } from './inputs.ts';

/** Adds a category at the top, or below another one. */
export async function createCategory(
  app: App,
  identity: Identity,
  input: unknown,
): Promise<CreateCategoryResult> {
  const checked = validate(createCategoryInput, input);
  if (!checked.ok) return checked.error;
  const { name, slug, parentId = null } = checked.value;
  const { tenantId } = identity;
  return app.db.transaction(async (tx) => {
    await lockNames(tx, tenantId);
    const [parent = null] = parentId ? await findCategories(readIn(tx), tenantId, 'id', [parentId]) : [];
    if (parentId && !parent) return { ...notFoundError(parentId, 'category'), path: ['parentId'] };
    const id = newId('Category', app.now().getTime());
    const path = pathBelow(parent, id);
    if (path.length > categoryDepthMax) {
      return invalid(
        ['parentId'],
        'TOO_DEEP',
        `A tree of categories has at most ${categoryDepthMax} levels.`,
      );
    }
    const wanted = slug ?? slugify(name, 'category');
    const taken = await findTakenCategorySlugs(tx, tenantId, wanted);
    if (slug && taken.has(slug)) return invalid(['slug'], 'SLUG_TAKEN', 'Another category has this slug.');
    const category: Category = { id, tenantId, slug: freeSlug(wanted, taken), name, parentId, path };
    await insertCategories(tx, [category]);
    return { __typename: 'CategoryCreateSuccess', category };
  });
}

const createCategoryInput = z.object({
  name: inputs.text(100),
  slug: slugInput().nullish(),
  parentId: inputs.id('Category').nullish(),
});

export type CreateCategoryResult =
  { __typename: 'CategoryCreateSuccess'; category: Category } | NotFoundError | ValidationError;
