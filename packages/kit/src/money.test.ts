import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  allocateMoney,
  formatMoney,
  money,
  multiplyMoney,
  parseMoney,
  sumMoney,
  toDecimal,
} from './money.ts';

describe('money', () => {
  it.each([
    ['JPY', '1250', 1250n],
    ['JPY', '1250.000', 1250n],
    ['EUR', '12.5', 1250n],
    ['EUR', '-0.01', -1n],
    ['USD', '0', 0n],
    ['KWD', '1.234', 1234n],
    ['KWD', '1000000000000', 1_000_000_000_000_000n],
    ['EUR', '9007199254740.93', 900719925474093n],
  ])('reads %s %s exactly', (currency, amount, minor) => {
    expect(parseMoney({ amount, currency })).toEqual({ ok: true, money: { amountMinor: minor, currency } });
  });

  it.each([
    ['JPY', '0.5', 'MONEY_TOO_PRECISE'],
    ['EUR', '0.001', 'MONEY_TOO_PRECISE'],
    ['KWD', '0.0001', 'MONEY_TOO_PRECISE'],
    ['EUR', '1e5', 'MONEY_MALFORMED'],
    ['EUR', 'NaN', 'MONEY_MALFORMED'],
    ['EUR', '１２', 'MONEY_MALFORMED'],
    ['EUR', '99999999999999999', 'MONEY_TOO_LARGE'],
    ['XXY', '1', 'CURRENCY_UNKNOWN'],
    ['eur', '1', 'CURRENCY_UNKNOWN'],
  ])('refuses %s %s as %s', (currency, amount, code) => {
    expect(parseMoney({ amount, currency })).toMatchObject({ ok: false, code });
  });

  it('writes what it reads, for every exponent', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('JPY', 'EUR', 'KWD'),
        fc.bigInt(-(10n ** 15n), 10n ** 15n),
        (currency, minor) => {
          expect(parseMoney({ amount: toDecimal(money(minor, currency)), currency })).toEqual({
            ok: true,
            money: money(minor, currency),
          });
        },
      ),
    );
  });

  it('splits so that the parts sum to the whole, each within one unit of its share', () => {
    fc.assert(
      fc.property(
        fc.bigInt(-(10n ** 12n), 10n ** 12n),
        fc
          .array(fc.bigInt(0n, 1000n), { minLength: 1, maxLength: 20 })
          .filter((weights) => weights.some((weight) => weight > 0n)),
        (minor, weights) => {
          const whole = money(minor, 'EUR');
          const parts = allocateMoney(whole, weights);
          const total = weights.reduce((sum, weight) => sum + weight, 0n);
          expect(sumMoney(parts, 'EUR')).toEqual(whole);
          parts.forEach((part, index) => {
            const share = Number(minor * weights[index]!) / Number(total);
            expect(Math.abs(Number(part.amountMinor) - share)).toBeLessThanOrEqual(1.000001);
          });
        },
      ),
    );
  });

  it('refuses to add different currencies, and to split by nothing', () => {
    expect(() => sumMoney([money(1n, 'EUR'), money(1n, 'USD')], 'EUR')).toThrow(RangeError);
    expect(() => allocateMoney(money(1n, 'EUR'), [0n])).toThrow(RangeError);
  });

  it('multiplies past 2^53 without loss, and formats exactly', () => {
    expect(multiplyMoney(money(900_719_925_474_093n, 'EUR'), 999).amountMinor).toBe(899_819_205_548_618_907n);
    expect(formatMoney(money(900_719_925_474_099_3n, 'USD'), 'en')).toBe('$90,071,992,547,409.93');
    expect(formatMoney(money(1250n, 'JPY'), 'en')).toBe('¥1,250');
  });
});
