import { describe, expect, it } from '@jest/globals';
import { changeAddress, entersAsDefault, heirOf, type Address } from './address-book.ts';

const address = (id: string, seconds: number, isDefault = false): Address => ({
  ...{ id, tenantId: 'default', userId: 'usr_1', name: 'Sam', line1: '1 Quay', line2: null, city: 'Bristol' },
  ...{ region: null, postalCode: 'BS1', country: 'GB', isDefault, createdAt: new Date(seconds * 1000) },
});

describe('an address book', () => {
  it('makes the first address the default, and any other one on demand', () => {
    expect(entersAsDefault([], false)).toBe(true);
    expect(entersAsDefault([address('a', 1, true)], false)).toBe(false);
    expect(entersAsDefault([address('a', 1, true)], true)).toBe(true);
  });

  it('passes the default on to the newest that stays', () => {
    const book = [address('a', 1, true), address('b', 3), address('c', 2)];
    expect(heirOf(book, book[0]!)?.id).toBe('b');
    expect(heirOf(book, book[1]!)).toBeUndefined();
    expect(heirOf([book[0]!], book[0]!)).toBeUndefined();
  });

  it('changes what is given; null removes', () => {
    const before = { ...address('a', 1), region: 'Avon' };
    expect(changeAddress(before, { city: 'Bath', region: null, line1: undefined })).toEqual({
      ...before,
      city: 'Bath',
      region: null,
    });
  });
});
