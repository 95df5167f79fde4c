import {
  inputs,
  invalid,
  newId,
  notFoundError,
  validate,
  validationError,
  type Identity,
  type NotFoundError,
  type ValidationError,
} from '@bazaar/kit';
import { z } from 'zod';
import type { App } from '../context.ts';
import { findCategories } from '../data/category-repository.ts';
import { readIn, type Tx } from '../data/database.ts';
import {
  findTakenProductSlugs,
  findTakenSkus,
  insertProducts,
  lockNames,
  type ProductAggregate,
} from '../data/product-repository.ts';
import { foreignCurrencyAt, lowestPrice, type Product } from '../domain/product.ts';
import { freeSlug, slugify } from '../domain/slug.ts';
import { descriptionInput, skuInput, slugInput, titleInput } from './inputs.ts';

/** Adds a draft with its variants. A slug is made from the title unless one is given. */
export async function createProduct(
  app: App,
  identity: Identity,
  input: unknown,
): Promise<CreateProductResult> {
  const checked = validate(createProductInput, input);
  if (!checked.ok) return checked.error;
  const { tenantId } = identity;
  return app.db.transaction(async (tx) => {
    await lockNames(tx, tenantId);
    const refusal = await refusalOf(tx, tenantId, checked.value);
    if (refusal) return refusal;
    const slug = await slugFor(tx, tenantId, checked.value);
    if (!slug) return invalid(['slug'], 'SLUG_TAKEN', 'Another product has this slug.');
    const aggregate = draftOf(checked.value, { tenantId, slug, now: app.now() });
    await insertProducts(tx, [aggregate]);
    return { __typename: 'ProductCreateSuccess', product: aggregate.product };
  });
}

async function refusalOf(
  tx: Tx,
  tenantId: string,
  { categoryId, variants }: CreateProductInput,
): Promise<NotFoundError | ValidationError | null> {
  if (categoryId) {
    const [category] = await findCategories(readIn(tx), tenantId, 'id', [categoryId]);
    if (!category) return { ...notFoundError(categoryId, 'category'), path: ['categoryId'] };
  }
  const taken = await findTakenSkus(
    tx,
    tenantId,
    variants.map((variant) => variant.sku),
  );
  if (taken.size === 0) return null;
  return validationError(
    variants.flatMap(({ sku }, index) =>
      taken.has(sku)
        ? [{ path: ['variants', `${index}`, 'sku'], code: 'SKU_TAKEN', message: `${sku} is sold already.` }]
        : [],
    ),
  );
}

/** The wanted slug if it is free, or null; without a wish the first free one for the title. */
async function slugFor(tx: Tx, tenantId: string, input: CreateProductInput): Promise<string | null> {
  const wanted = input.slug ?? slugify(input.title, 'product');
  const taken = await findTakenProductSlugs(tx, tenantId, wanted);
  if (input.slug) return taken.has(wanted) ? null : wanted;
  return freeSlug(wanted, taken);
}

function draftOf(
  { title, description, categoryId, variants }: CreateProductInput,
  { tenantId, slug, now }: { tenantId: string; slug: string; now: Date },
): ProductAggregate {
  const id = newId('Product', now.getTime());
  const product: Product = {
    ...{ id, tenantId, slug, title },
    description: description ?? '',
    status: 'DRAFT',
    categoryId: categoryId ?? null,
    priceFrom: lowestPrice(variants.map((variant) => variant.price)),
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
  return {
    product,
    variants: variants.map((variant) => ({
      ...variant,
      id: newId('ProductVariant', now.getTime()),
      productId: id,
    })),
  };
}

const createProductInput = z.object({
  title: titleInput(),
  slug: slugInput().nullish(),
  description: descriptionInput().nullish(),
  categoryId: inputs.id('Category').nullish(),
  variants: z
    .array(z.object({ sku: skuInput(), title: titleInput(), price: inputs.money() }))
    .min(1, 'A product has at least one variant.')
    .max(100, 'At most 100 variants.')
    .superRefine((variants, ctx) => {
      const issue = (path: (string | number)[], code: string, message: string) =>
        ctx.addIssue({ code: 'custom', path, message, params: { code } });
      const foreign = foreignCurrencyAt(variants.map((variant) => variant.price));
      if (foreign >= 0) {
        issue([foreign, 'price', 'currency'], 'CURRENCY_MIXED', 'Price all variants in one currency.');
      }
      variants.forEach(({ sku }, index) => {
        if (variants.findIndex((variant) => variant.sku === sku) < index) {
          issue([index, 'sku'], 'SKU_REPEATED', 'Each variant has a sku of its own.');
        }
      });
    }),
});

type CreateProductInput = z.output<typeof createProductInput>;

export type CreateProductResult =
  { __typename: 'ProductCreateSuccess'; product: Product } | NotFoundError | ValidationError;
