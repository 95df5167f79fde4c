import { describe, expect, it } from '@jest/globals';
import { classifyFailure, PoisonError } from './failures.ts';

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
    ['transient', withCode('40001')],
    ['transient', withCode('23505')],
    ['transient', new Error('the mail server said no')],
    ['transient', 'not even an error'],
  ])('%s: %s', (expected, error) => {
    expect(classifyFailure(error)).toBe(expected);
  });
});
