import { z } from 'zod';
import { badParameter } from './api-error.ts';
import type { FormValue } from './form.ts';

const amount = z.coerce.number().int().positive().max(99_999_999);
const metadata = z.record(z.string(), z.string().max(500)).default({});
const limit = z.coerce.number().int().min(1).max(100).default(10);
const isTrue = z.string().transform((value) => value === 'true');

/** The parameters that operations read; unknown ones are ignored, as a newer SDK may send more. */
export const parameters = {
  createIntent: z.object({
    amount,
    currency: z.string().regex(/^[a-zA-Z]{3}$/),
    capture_method: z.enum(['automatic', 'automatic_async', 'manual']).default('automatic_async'),
    confirm: isTrue.optional(),
    description: z.string().optional(),
    metadata,
    payment_method: z.string().optional(),
    return_url: z.string().optional(),
  }),
  confirmIntent: z.object({ payment_method: z.string().optional(), return_url: z.string().optional() }),
  captureIntent: z.object({ amount_to_capture: amount.optional() }),
  cancelIntent: z.object({ cancellation_reason: z.string().optional() }),
  createRefund: z.object({
    amount: amount.optional(),
    charge: z.string().optional(),
    metadata,
    payment_intent: z.string().optional(),
    reason: z.string().optional(),
  }),
  list: z.object({
    limit,
    starting_after: z.string().optional(),
    metadata,
    payment_intent: z.string().optional(),
    type: z.string().optional(),
  }),
  search: z.object({ query: z.string().max(1_000), limit }),
};

export function read<Schema extends z.ZodType>(
  schema: Schema,
  form: Readonly<Record<string, FormValue>>,
): z.output<Schema> {
  const result = schema.safeParse(form);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const param = issue.path.join('.');
  const isMissing = issue.path.length > 0 && form[String(issue.path[0])] === undefined;
  throw isMissing
    ? badParameter(param, 'parameter_missing', `Missing required param: ${param}.`)
    : badParameter(param, 'parameter_invalid', `Invalid ${param}: ${issue.message}`);
}
