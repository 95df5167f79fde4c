import { describe, expect, it } from '@jest/globals';
import { watchLowStock } from './low-stock.ts';
import { canExtend, commitAction, giveBackAction, reserveAction, type Reservation } from './reservation.ts';

describe('a command', () => {
  it.each([
    [null, 'HOLD', 'IMPOSSIBLE', 'LEAVE_TOMBSTONE'],
    ['ACTIVE', 'ANSWER_HELD', 'ALLOCATE', 'RELEASE'],
    ['REJECTED', 'ANSWER_REJECTED', 'ALLOCATE', 'ANSWER_NONE_HELD'],
    ['RELEASED', 'ANSWER_REJECTED', 'ALLOCATE', 'ANSWER_NONE_HELD'],
    ['EXPIRED', 'ANSWER_REJECTED', 'ALLOCATE', 'ANSWER_NONE_HELD'],
    ['COMMITTED', 'ANSWER_HELD', 'ANSWER_COMMITTED', 'DEALLOCATE'],
    ['RESTOCKED', 'ANSWER_REJECTED', 'ANSWER_COMMITTED', 'ANSWER_NONE_HELD'],
  ] as const)(
    'that finds %s: reserve → %s, commit → %s, release → %s',
    (status, reserve, commit, giveBack) => {
      expect(reserveAction(status)).toBe(reserve);
      expect(commitAction(status)).toBe(commit);
      expect(giveBackAction(status)).toBe(giveBack);
    },
  );
});

describe('a hold', () => {
  const at = (seconds: number) => new Date(seconds * 1000);
  const hold: Reservation = {
    ...{ tenantId: 'default', orderId: 'ord_1', status: 'ACTIVE' },
    ...{ expiresAt: at(10), requested: [], shortages: [] },
  };
  it('lives longer while it is alive, and never shorter', () => {
    expect(canExtend(hold, at(20), at(9))).toBe(true);
    expect(canExtend(hold, at(10), at(9))).toBe(false);
    expect(canExtend(hold, at(20), at(10))).toBe(false);
    expect(canExtend({ ...hold, status: 'COMMITTED' }, at(20), at(9))).toBe(false);
  });
});

describe('a low stock', () => {
  it('is told once per crossing, not per sale around the threshold', () => {
    let item = { isLow: true, lowStockThreshold: 4 };
    const told: number[] = [];
    for (const available of [0, 3, 5, 6, 5, 4, 3, 5, 4, 0, 7, 4]) {
      const { isLow, crossed } = watchLowStock(item, available);
      if (crossed) told.push(available);
      item = { ...item, isLow };
    }
    expect(told).toEqual([4, 4]);
    expect(watchLowStock({ isLow: true, lowStockThreshold: 0 }, 1)).toEqual({ isLow: false, crossed: false });
  });
});
