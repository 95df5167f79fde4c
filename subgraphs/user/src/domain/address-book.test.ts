import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
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

  it('has exactly one default unless it is empty, whatever is added and removed', () => {
    const step = fc.oneof(fc.record({ add: fc.boolean() }), fc.record({ removeAt: fc.nat({ max: 20 }) }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let book: Address[] = [];
        steps.forEach((each, seconds) => {
          book = 'add' in each ? adding(book, each.add, seconds) : removing(book, each.removeAt);
          expect(book.filter((entry) => entry.isDefault)).toHaveLength(Math.min(1, book.length));
        });
      }),
    );
  });
});

function adding(book: Address[], isWanted: boolean, seconds: number): Address[] {
  const entry = address(`a${seconds}`, seconds, entersAsDefault(book, isWanted));
  return [...book.map((each) => ({ ...each, isDefault: each.isDefault && !entry.isDefault })), entry];
}

function removing(book: Address[], index: number): Address[] {
  const leaving = book[index % Math.max(1, book.length)];
  if (!leaving) return book;
  const heir = heirOf(book, leaving);
  return book
    .filter((each) => each !== leaving)
    .map((each) => ({ ...each, isDefault: each.isDefault || each === heir }));
}
