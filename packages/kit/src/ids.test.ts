import { describe, expect, it } from '@jest/globals';
import { entityTypeOf, isId, newId, newUuidV7 } from './ids.ts';

describe('ids', () => {
  it('tell their type, and nothing else passes for one', () => {
    const id = newId('Order');
    expect(id).toMatch(/^ord_[0-9a-z]{26}$/);
    expect(isId('Order', id)).toBe(true);
    expect(isId('Cart', id)).toBe(false);
    expect(entityTypeOf(id)).toBe('Order');
    for (const wrong of [
      '',
      'ord_',
      `${id}0`,
      id.toUpperCase(),
      'xxx_01hzzzzzzzzzzzzzzzzzzzzzzz',
      "ord_' OR 1=1 --",
      '__proto__',
    ]) {
      expect(isId('Order', wrong)).toBe(false);
    }
  });

  it('sort by the time they were made', () => {
    const ids = [1, 2, 1_000, 1_700_000_000_000, 1_700_000_000_001].map((now) => newId('Order', now));
    expect([...ids].sort()).toEqual(ids);
  });

  it('are UUIDs of version 7 where events need them', () => {
    expect(newUuidV7()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
