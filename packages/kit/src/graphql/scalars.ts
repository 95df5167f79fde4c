import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { isCurrency } from '../money.ts';
import { isLocale } from '../user-errors.ts';

const fail = (message: string): never => {
  throw new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
};

/** A scalar that is a string both ways, checked on the way in. */
function stringScalar(
  name: string,
  isValid: (value: string) => boolean,
  expectation: string,
  alsoNumbers = false,
): GraphQLScalarType {
  const parse = (value: unknown) =>
    typeof value === 'string' && isValid(value) ? value : fail(`${name}: ${expectation}`);
  return new GraphQLScalarType({
    name,
    serialize: (value) => String(value),
    parseValue: parse,
    parseLiteral: (node) => {
      const isNumber = alsoNumbers && (node.kind === Kind.INT || node.kind === Kind.FLOAT);
      return node.kind === Kind.STRING || isNumber ? parse(node.value) : fail(`${name}: ${expectation}`);
    },
  });
}

const dateTimePattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

const parseDateTime = (value: unknown): Date => {
  const date =
    typeof value === 'string' && dateTimePattern.test(value) ? new Date(value) : new Date(Number.NaN);
  return Number.isNaN(date.getTime())
    ? fail('DateTime: write RFC 3339, e.g. "2026-11-21T08:00:00.000Z".')
    : date;
};

const parseBigInt = (value: unknown): bigint => {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  return typeof value === 'string' && /^-?\d{1,30}$/.test(value)
    ? BigInt(value)
    : fail('BigInt: write digits as a string.');
};

/** The scalars of `shared.graphql`: Date, bigint and checked strings inside, strings on the wire. */
export const scalars = {
  DateTime: new GraphQLScalarType<Date, string>({
    name: 'DateTime',
    serialize: (value) => (value instanceof Date ? value.toISOString() : parseDateTime(value).toISOString()),
    parseValue: parseDateTime,
    parseLiteral: (node) => parseDateTime(node.kind === Kind.STRING ? node.value : undefined),
  }),
  BigInt: new GraphQLScalarType<bigint, string>({
    name: 'BigInt',
    serialize: (value) => String(value),
    parseValue: parseBigInt,
    parseLiteral: (node) =>
      parseBigInt(node.kind === Kind.STRING || node.kind === Kind.INT ? node.value : undefined),
  }),
  Decimal: stringScalar(
    'Decimal',
    (value) => /^-?\d{1,20}(\.\d{1,20})?$/.test(value),
    'write digits, e.g. "12.50".',
    true,
  ),
  CurrencyCode: stringScalar('CurrencyCode', isCurrency, 'use an ISO 4217 code, e.g. "EUR".'),
  CountryCode: stringScalar(
    'CountryCode',
    (value) => /^[A-Z]{2}$/.test(value),
    'use an ISO 3166-1 alpha-2 code, e.g. "DE".',
  ),
  Locale: stringScalar('Locale', isLocale, 'use a BCP 47 language tag, e.g. "en-GB".'),
};
