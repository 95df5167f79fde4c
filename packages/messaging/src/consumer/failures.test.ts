import { describe, expect, it } from '@jest/globals';
import { classifyFailure, PoisonError } from './failures.ts';

const prisma = (message: string) =>
  Object.assign(new Error(`\nInvalid \`prisma.$queryRaw()\` invocation:\n\n\n${message}`), { code: 'P2010' });
const withCode = (code: string) => Object.assign(new Error('failed'), { code });

describe('classifyFailure', () => {
  it.each([
    ['poison', new PoisonError('INVARIANT')],
    ['poison', new Error('wrapped', { cause: new PoisonError('INVARIANT') })],
    ['unavailable', withCode('ECONNREFUSED')],
    ['unavailable', withCode('57P01')],
    ['unavailable', withCode('08006')],
    ['unavailable', withCode('P1001')],
    ['unavailable', new AggregateError([withCode('ECONNREFUSED')])],
    ['unavailable', new Error('Connection terminated unexpectedly')],
    // As Prisma words it, on the way up of a database that was killed.
    ['unavailable', prisma('Raw query failed. Code: `57P03`. Message: `the database system is starting up`')],
    ['unavailable', prisma('Database error. Code: `57P01`. Message: `terminating connection`')],
    ['transient', prisma('Raw query failed. Code: `23505`. Message: `duplicate key`')],
    ['transient', withCode('40001')],
    ['transient', withCode('23505')],
    ['transient', new Error('the mail server said no')],
    ['transient', 'not even an error'],
  ])('%s: %s', (expected, error) => {
    expect(classifyFailure(error)).toBe(expected);
  });
});
