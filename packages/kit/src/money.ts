/** An exact amount: minor units (cents) and an ISO 4217 code. */
export type Money = { readonly amountMinor: bigint; readonly currency: string };

export type MoneyParseResult =
  | { ok: true; money: Money }
  | {
      ok: false;
      code: 'MONEY_MALFORMED' | 'MONEY_TOO_PRECISE' | 'MONEY_TOO_LARGE' | 'CURRENCY_UNKNOWN';
      message: string;
    };

/** Fifteen digits: sums of a thousand such amounts still fit a PostgreSQL BIGINT. */
const amountMinorMax = 10n ** 15n;

// ISO 4217, "minor unit" column; every other currency has two digits.
const exponents: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    [
      'BIF',
      'CLP',
      'DJF',
      'GNF',
      'ISK',
      'JPY',
      'KMF',
      'KRW',
      'PYG',
      'RWF',
      'UGX',
      'UYI',
      'VND',
      'VUV',
      'XAF',
      'XOF',
      'XPF',
    ].map((code) => [code, 0]),
  ),
  ...Object.fromEntries(['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'].map((code) => [code, 3])),
};
const currencies = new Set(Intl.supportedValuesOf('currency'));

/** Whether the code is an ISO 4217 currency. */
export const isCurrency = (code: string): boolean => currencies.has(code);

/** Digits after the decimal point: 2 for EUR, 0 for JPY, 3 for KWD. */
export const exponentOf = (currency: string): number => exponents[currency] ?? 2;

export const money = (amountMinor: bigint, currency: string): Money => ({ amountMinor, currency });
export const zero = (currency: string): Money => money(0n, currency);

/** Reads `{ amount: "12.50", currency: "EUR" }`; refuses more digits than the currency has. */
export function parseMoney(input: { amount: string; currency: string }): MoneyParseResult {
  if (!isCurrency(input.currency)) {
    return { ok: false, code: 'CURRENCY_UNKNOWN', message: 'This is no ISO 4217 currency.' };
  }
  const match = /^(-?)(\d{1,20})(?:\.(\d{1,20}))?$/.exec(input.amount);
  if (!match)
    return { ok: false, code: 'MONEY_MALFORMED', message: 'Write the amount as digits, e.g. "12.50".' };
  const exponent = exponentOf(input.currency);
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > exponent) {
    return {
      ok: false,
      code: 'MONEY_TOO_PRECISE',
      message: `${input.currency} has ${exponent} digits after the point.`,
    };
  }
  const magnitude = BigInt(match[2]! + fraction.padEnd(exponent, '0'));
  if (magnitude > amountMinorMax)
    return { ok: false, code: 'MONEY_TOO_LARGE', message: 'The amount is too large.' };
  return { ok: true, money: money(match[1] === '-' ? -magnitude : magnitude, input.currency) };
}

/** `"12.50"`: the amount in the main unit, with all digits of the currency. */
export function toDecimal(value: Money): string {
  const exponent = exponentOf(value.currency);
  const negative = value.amountMinor < 0n;
  const digits = (negative ? -value.amountMinor : value.amountMinor).toString().padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  return `${negative ? '-' : ''}${whole}${exponent > 0 ? `.${digits.slice(-exponent)}` : ''}`;
}

/** For people, e.g. `€12.50`; exact, for Intl takes the decimal as a string. */
export function formatMoney(value: Money, locale = 'en'): string {
  return moneyFormat(locale, value.currency).format(toDecimal(value) as Intl.StringNumericLiteral);
}

export function addMoney(first: Money, ...rest: Money[]): Money {
  return rest.reduce((sum, each) => {
    if (each.currency !== sum.currency)
      throw new RangeError(`cannot add ${each.currency} to ${sum.currency}`);
    return money(sum.amountMinor + each.amountMinor, sum.currency);
  }, first);
}

export const sumMoney = (values: readonly Money[], currency: string): Money =>
  addMoney(zero(currency), ...values);
export const multiplyMoney = (value: Money, factor: number | bigint): Money =>
  money(value.amountMinor * BigInt(factor), value.currency);
export const equalMoney = (a: Money, b: Money): boolean =>
  a.currency === b.currency && a.amountMinor === b.amountMinor;

/** Splits by largest remainder, so that the parts sum to the whole. Weights are non-negative, not all zero. */
export function allocateMoney(value: Money, weights: readonly bigint[]): Money[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  if (total <= 0n || weights.some((weight) => weight < 0n))
    throw new RangeError('weights must be non-negative and sum to more than zero');
  const sign = value.amountMinor < 0n ? -1n : 1n;
  const magnitude = value.amountMinor * sign;
  const parts = weights.map((weight, index) => ({
    index,
    part: (magnitude * weight) / total,
    remainder: (magnitude * weight) % total,
  }));
  let left = magnitude - parts.reduce((sum, each) => sum + each.part, 0n);
  for (const each of [...parts].sort((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1,
  )) {
    if (left === 0n) break;
    each.part += 1n;
    left -= 1n;
  }
  return parts.map((each) => money(each.part * sign, value.currency));
}

/** Money on the wire of events: `{ amountMinor: "1250", currency: "EUR" }`. */
export const toMoneyPayload = (value: Money) => ({
  amountMinor: value.amountMinor.toString(),
  currency: value.currency,
});
export const fromMoneyPayload = (value: { amountMinor: string; currency: string }): Money =>
  money(BigInt(value.amountMinor), value.currency);

const formats = new Map<string, Intl.NumberFormat>();
function moneyFormat(locale: string, currency: string): Intl.NumberFormat {
  const key = `${locale}|${currency}`;
  let format = formats.get(key);
  if (!format) {
    const exponent = exponentOf(currency);
    format = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      minimumFractionDigits: exponent,
      maximumFractionDigits: exponent,
    });
    if (formats.size < 500) formats.set(key, format);
  }
  return format;
}
