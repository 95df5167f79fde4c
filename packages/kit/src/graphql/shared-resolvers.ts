import { exponentOf, formatMoney, toDecimal, type Money } from '../money.ts';
import { scalars } from './scalars.ts';

/** Resolvers of `shared.graphql`; every subgraph has them. Unions and interfaces go by `__typename`. */
export const sharedResolvers = {
  ...scalars,
  Money: {
    exponent: (value: Money) => exponentOf(value.currency),
    amount: (value: Money) => toDecimal(value),
    formatted: (value: Money, args: { locale?: string | null }) => formatMoney(value, args.locale ?? 'en'),
  },
  ValidationIssue: {},
};
