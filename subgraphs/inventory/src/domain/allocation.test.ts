import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { planTakes, shortagesOf, sumLines, unheld } from './allocation.ts';
import { holdsToBreak } from './holds.ts';
import type { StockLevel } from './stock-level.ts';

const level = (variantId: string, locationId: string, onHand: number): StockLevel => ({
  ...{ tenantId: 'default', variantId, locationId, onHand, version: 1 },
  ...{ reserved: 0, allocated: 0, incoming: 0, backordered: 0, safety: 0 },
});

describe('taking stock for an order', () => {
  it('checks two lines of one variant as their sum', () => {
    const lines = sumLines([
      { variantId: 'a', quantity: 2 },
      { variantId: 'b', quantity: 1 },
      { variantId: 'a', quantity: 2 },
    ]);
    expect(lines).toEqual([
      { variantId: 'a', quantity: 4 },
      { variantId: 'b', quantity: 1 },
    ]);
    expect(planTakes(lines, [level('a', '1', 3), level('b', '1', 9)]).missing).toEqual([
      { variantId: 'a', quantity: 1 },
    ]);
  });

  it('goes through the locations in their order and splits where one is not enough', () => {
    const levels = [level('a', '1', 2), level('b', '1', 9), level('a', '2', 0), level('a', '3', 5)];
    expect(planTakes([{ variantId: 'a', quantity: 4 }], levels)).toEqual({
      takes: [
        { variantId: 'a', locationId: '1', quantity: 2 },
        { variantId: 'a', locationId: '3', quantity: 2 },
      ],
      missing: [],
    });
  });

  it('takes and misses exactly what was asked for, and never more than a level has', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.nat(20), { maxLength: 6 }),
        (quantity, stock) => {
          const { takes, missing } = planTakes(
            [{ variantId: 'a', quantity }],
            stock.map((onHand, index) => level('a', `${index}`, onHand)),
          );
          const sum = [...takes, ...missing].reduce((total, each) => total + each.quantity, 0);
          expect(sum).toBe(quantity);
          for (const take of takes)
            expect(take.quantity).toBeLessThanOrEqual(stock[Number(take.locationId)]!);
        },
      ),
    );
  });

  it('tells each shortage with what could have been had', () => {
    const lines = [
      { variantId: 'a', quantity: 5 },
      { variantId: 'b', quantity: 1 },
    ];
    expect(shortagesOf(lines, [{ variantId: 'a', quantity: 2 }])).toEqual([
      { variantId: 'a', requested: 5, available: 3 },
    ]);
  });

  it('takes again only what is not held any more', () => {
    const lines = [
      { variantId: 'a', quantity: 5 },
      { variantId: 'b', quantity: 1 },
    ];
    const held = [
      { variantId: 'a', locationId: '1', quantity: 1 },
      { variantId: 'a', locationId: '2', quantity: 1 },
      { variantId: 'b', locationId: '1', quantity: 1 },
    ];
    expect(unheld(lines, held)).toEqual([{ variantId: 'a', quantity: 3 }]);
  });
});

describe('breaking holds', () => {
  it('takes the first ones that are enough, or none', () => {
    const holds = [{ quantity: 2 }, { quantity: 3 }, { quantity: 1 }];
    expect(holdsToBreak(holds, 1)).toEqual([{ quantity: 2 }]);
    expect(holdsToBreak(holds, 3)).toEqual([{ quantity: 2 }, { quantity: 3 }]);
    expect(holdsToBreak(holds, 6)).toHaveLength(3);
    expect(holdsToBreak(holds, 7)).toBeNull();
  });
});
