import { AppError, validate } from '@bazaar/kit';
import { z } from 'zod';
import { filterDepth, type OrderFilter } from '../domain/order-filter.ts';

const filterDepthMax = 3;

/** A filter that the database can answer at a bounded cost; throws BAD_USER_INPUT for another. */
export function parseFilter(where: unknown): OrderFilter {
  const checked = validate(orderFilter, where ?? {});
  if (!checked.ok) {
    const { path, message } = checked.error.issues[0]!;
    throw new AppError('BAD_USER_INPUT', `where.${path.join('.')}: ${message}`);
  }
  if (filterDepth(checked.value) > filterDepthMax) {
    throw new AppError('BAD_USER_INPUT', `where: nest at most ${filterDepthMax} levels.`);
  }
  return checked.value;
}

const text = () => z.string().max(200).refine(isStorable, 'Control characters are not allowed.');
const texts = () => z.array(text()).max(100, 'At most 100 values.');
const values = () => z.array(z.string()).max(20).nullish();
const textFilter = () =>
  z
    .object({
      eq: text().nullish(),
      in: texts().nullish(),
      contains: text().nullish(),
      startsWith: text().nullish(),
    })
    .nullish();
const decimal = () =>
  z.string().regex(/^-?\d{1,16}(\.\d{1,4})?$/, 'Use at most four digits after the point.');

const orderFilter: z.ZodType<OrderFilter> = z.object({
  and: z
    .array(z.lazy(() => orderFilter))
    .max(20)
    .nullish(),
  or: z
    .array(z.lazy(() => orderFilter))
    .max(20)
    .nullish(),
  not: z.lazy(() => orderFilter).nullish(),
  status: values(),
  paymentStatus: values(),
  fulfillmentStatus: values(),
  number: textFilter(),
  customerId: textFilter(),
  variantId: textFilter(),
  sku: textFilter(),
  placedAt: z.object({ gte: z.date().nullish(), lte: z.date().nullish() }).nullish(),
  total: z.object({ gte: decimal().nullish(), lte: decimal().nullish() }).nullish(),
});

/** PostgreSQL has no NUL in texts, and no lone surrogates. */
function isStorable(value: string): boolean {
  return !value.includes('\u0000') && value.isWellFormed();
}
