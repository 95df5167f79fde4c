import { describe, expect, it } from '@jest/globals';
import { lazyData, stringifyResult } from './apollo-result.ts';

describe('a prepared answer', () => {
  it('goes out as the text that it is', () => {
    const data = lazyData('{"b":1,"a":[ ]}');
    expect(stringifyResult({ data, extensions: { x: 1 } })).toBe(
      '{"data":{"b":1,"a":[ ]},"extensions":{"x":1}}',
    );
  });

  it('has its text taken out by the first who writes it, and the next is told', () => {
    const data = lazyData('{"a":1}');
    stringifyResult({ data });
    expect(() => stringifyResult({ data })).toThrow('written');
    expect(() => data?.a).toThrow('written');
  });

  it('shows what a plugin has changed deep inside', () => {
    const data = lazyData('{"user":{"name":"a"}}');
    (data?.user as { name: string }).name = 'b';
    expect(stringifyResult({ data })).toBe('{"data":{"user":{"name":"b"}}}');
  });

  it('keeps errors and null', () => {
    expect(stringifyResult({ errors: [{ message: 'm' }] as never, data: lazyData('null') })).toBe(
      '{"errors":[{"message":"m"}],"data":null}',
    );
  });
});
