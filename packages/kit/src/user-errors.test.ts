import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { inputs, validate } from './user-errors.ts';

describe('input checks', () => {
  it('list every problem with its path and code', () => {
    const schema = z.object({
      productId: inputs.id('Product'),
      price: inputs.money(),
      title: inputs.text(5),
    });
    const result = validate(schema, {
      productId: 'ord_x',
      price: { amount: '1.001', currency: 'EUR' },
      title: 'a\u0000b',
    });
    expect(result).toMatchObject({
      ok: false,
      error: {
        __typename: 'ValidationError',
        issues: [
          { path: ['productId'], code: 'INVALID_ID' },
          { path: ['price', 'amount'], code: 'MONEY_TOO_PRECISE' },
          { path: ['title'] },
        ],
      },
    });
  });

  it.each(['\u0000', 'a\u202ab'.replace('\u202a', '\u0007'), '\ud800', '   ', 'x'.repeat(11)])(
    'refuse the text %j',
    (value) => {
      expect(validate(inputs.text(10), value).ok).toBe(false);
    },
  );

  it('trim texts and lower-case addresses of mail', () => {
    expect(validate(inputs.text(10), '  Lamp ')).toEqual({ ok: true, value: 'Lamp' });
    expect(validate(inputs.email(), ' Sam@Example.COM ')).toEqual({ ok: true, value: 'sam@example.com' });
  });
});
