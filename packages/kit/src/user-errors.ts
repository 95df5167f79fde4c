import { z } from 'zod';
import { isId, type EntityType } from './ids.ts';
import { isCurrency, parseMoney, type Money } from './money.ts';

// The errors that mutations return. Their shapes are those of `shared.graphql`.
export type ValidationIssue = { path: string[]; code: string; message: string };
type UserErrorBase<Name extends string> = {
  __typename: Name;
  code: string;
  message: string;
  path?: string[] | null;
};
export type ValidationError = UserErrorBase<'ValidationError'> & { issues: ValidationIssue[] };
export type NotFoundError = UserErrorBase<'NotFoundError'> & { id?: string | null };
export type ConflictError = UserErrorBase<'ConflictError'> & { currentVersion?: number | null };
export type IdempotencyConflictError = UserErrorBase<'IdempotencyConflictError'>;
export type IdempotencyInProgressError = UserErrorBase<'IdempotencyInProgressError'> & {
  retryAfterMs: number;
};

export const validationError = (issues: ValidationIssue[]): ValidationError => ({
  __typename: 'ValidationError',
  code: 'VALIDATION_FAILED',
  message: issues[0]?.message ?? 'The input is not acceptable.',
  path: issues[0]?.path ?? null,
  issues,
});
/** A ValidationError with one issue. */
export const invalid = (path: string[], code: string, message: string): ValidationError =>
  validationError([{ path, code, message }]);
export const notFoundError = (id: string, what = 'thing'): NotFoundError => ({
  __typename: 'NotFoundError',
  code: 'NOT_FOUND',
  message: `There is no such ${what}.`,
  id,
});
export const conflictError = (currentVersion?: number): ConflictError => ({
  __typename: 'ConflictError',
  code: 'CONFLICT',
  message: 'It changed meanwhile; read it again and repeat.',
  currentVersion: currentVersion ?? null,
});
export const idempotencyConflictError = (): IdempotencyConflictError => ({
  __typename: 'IdempotencyConflictError',
  code: 'IDEMPOTENCY_CONFLICT',
  message: 'This idempotency key was used with another input.',
  path: ['idempotencyKey'],
});
export const idempotencyInProgressError = (retryAfterMs: number): IdempotencyInProgressError => ({
  __typename: 'IdempotencyInProgressError',
  code: 'IDEMPOTENCY_IN_PROGRESS',
  message: 'The first request with this idempotency key is still running.',
  path: ['idempotencyKey'],
  retryAfterMs,
});

/** Checks an input against a schema and lists every problem at once. */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): { ok: true; value: z.output<Schema> } | { ok: false; error: ValidationError } {
  const result = schema.safeParse(input);
  if (result.success) return { ok: true, value: result.data };
  return {
    ok: false,
    error: validationError(
      result.error.issues.map((issue) => ({
        path: issue.path.map(String),
        code:
          issue.code === 'custom' ? String(issue.params?.['code'] ?? 'INVALID') : issue.code.toUpperCase(),
        message: issue.message,
      })),
    ),
  };
}

// eslint-disable-next-line no-control-regex -- control characters are just what is refused
const controlCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\ufeff]/;

/** Parts of input schemas. Texts are trimmed, bounded and free of control characters and lone surrogates. */
export const inputs = {
  text: (lengthMax: number, lengthMin = 1) =>
    z
      .string()
      .trim()
      .min(lengthMin, lengthMin === 1 ? 'This must not be empty.' : `At least ${lengthMin} characters.`)
      .max(lengthMax, `At most ${lengthMax} characters.`)
      .refine(
        (value) => !controlCharacters.test(value) && value.isWellFormed(),
        'Control characters are not allowed.',
      ),
  id: (type: EntityType) =>
    z.string().refine((value) => isId(type, value), {
      error: `This is no id of a ${type}.`,
      params: { code: 'INVALID_ID' },
    }),
  idempotencyKey: () =>
    z.string().regex(/^[\x21-\x7e]{1,200}$/, 'Use 1 to 200 visible ASCII characters, e.g. a UUID.'),
  quantity: (max = 999) => z.number().int().min(1, 'At least 1.').max(max, `At most ${max}.`),
  currency: () => z.string().refine(isCurrency, 'This is no ISO 4217 currency.'),
  country: () => z.string().regex(/^[A-Z]{2}$/, 'Use an ISO 3166-1 alpha-2 code, e.g. "DE".'),
  locale: () => z.string().refine(isLocale, 'Use a BCP 47 language tag, e.g. "en-GB".'),
  email: () =>
    z
      .string()
      .trim()
      .toLowerCase()
      .max(254, 'At most 254 characters.')
      .pipe(z.email('This is no e-mail address.')),
  /** `MoneyInput` → Money; negative amounts are refused. */
  money: () =>
    z.object({ amount: z.string(), currency: z.string() }).transform((value, ctx): Money => {
      const parsed = parseMoney(value);
      if (parsed.ok && parsed.money.amountMinor >= 0n) return parsed.money;
      const problem = parsed.ok
        ? { code: 'MONEY_NEGATIVE', message: 'The amount must not be negative.' }
        : parsed;
      ctx.addIssue({
        code: 'custom',
        path: ['amount'],
        message: problem.message,
        params: { code: problem.code },
      });
      return z.NEVER;
    }),
  address: () =>
    z.object({
      name: inputs.text(200),
      line1: inputs.text(200),
      line2: inputs.text(200).nullish(),
      city: inputs.text(100),
      region: inputs.text(100).nullish(),
      postalCode: inputs.text(20),
      country: inputs.country(),
      isDefault: z.boolean().nullish(),
    }),
};

export function isLocale(value: string): boolean {
  try {
    return value.length <= 35 && Intl.getCanonicalLocales(value).length === 1;
  } catch {
    return false;
  }
}
