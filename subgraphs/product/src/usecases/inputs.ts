// One verb, one file: authorise → load → decide → save and outbox in one transaction. Who may call at all is
// said by `@auth` in the schema. No GraphQL types, no Kafka client, no HTTP.
import { AppError, inputs, validate } from '@bazaar/kit';
import { z } from 'zod';
import { filterDepth, type ProductFilter } from '../domain/product-filter.ts';
import { slugLengthMax, slugPattern } from '../domain/slug.ts';

export const titleInput = () => inputs.text(200);
export const descriptionInput = () =>
  z
    .string()
    .trim()
    .max(10_000, 'At most 10000 characters.')
    .refine(isStorable, 'Control characters are not allowed.');
export const slugInput = () =>
  z
    .string()
    .max(slugLengthMax, `At most ${slugLengthMax} characters.`)
    .regex(slugPattern, 'Use lower-case letters, digits and single hyphens.');
export const skuInput = () =>
  z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'Use 1 to 64 letters, digits, ".", "_" or "-".');

const filterDepthMax = 3;
const filterText = () => z.string().max(200).refine(isStorable, 'Control characters are not allowed.');
const filterTexts = () => z.array(filterText()).max(100, 'At most 100 values.');
const textFilter = () =>
  z
    .object({
      eq: filterText().nullish(),
      in: filterTexts().nullish(),
      contains: filterText().nullish(),
      startsWith: filterText().nullish(),
    })
    .nullish();

const productFilter: z.ZodType<ProductFilter> = z.object({
  and: z
    .array(z.lazy(() => productFilter))
    .max(20)
    .nullish(),
  or: z
    .array(z.lazy(() => productFilter))
    .max(20)
    .nullish(),
  not: z.lazy(() => productFilter).nullish(),
  title: textFilter(),
  slug: textFilter(),
  categoryId: z.object({ eq: filterText().nullish(), in: filterTexts().nullish() }).nullish(),
  status: z.array(z.string()).max(3).nullish(),
  price: z.object({ gte: z.string().nullish(), lte: z.string().nullish() }).nullish(),
  inStock: z.boolean().nullish(),
  search: filterText().nullish(),
});

/** A filter that the database can answer at a bounded cost; throws BAD_USER_INPUT for another. */
export function parseFilter(where: unknown): ProductFilter {
  const checked = validate(productFilter, where ?? {});
  if (!checked.ok) {
    const { path, message } = checked.error.issues[0]!;
    throw new AppError('BAD_USER_INPUT', `where.${path.join('.')}: ${message}`);
  }
  if (filterDepth(checked.value) > filterDepthMax) {
    throw new AppError('BAD_USER_INPUT', `where: nest at most ${filterDepthMax} levels.`);
  }
  return checked.value;
}

/** PostgreSQL has no NUL in texts, and no lone surrogates. */
function isStorable(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed();
}
