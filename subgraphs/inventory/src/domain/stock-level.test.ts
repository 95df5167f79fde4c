import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createStockBook } from './stock-book.ts';
import { applyMovement, availableOf, effects, type MovementKind, type StockLevel } from './stock-level.ts';

const level = (balances: Partial<StockLevel> = {}): StockLevel => ({
  tenantId: 'default',
  variantId: 'var_1',
  locationId: 'loc_1',
  onHand: 0,
  reserved: 0,
  allocated: 0,
  incoming: 0,
  backordered: 0,
  safety: 0,
  version: 1,
  ...balances,
});

describe('a level', () => {
  it('sells what is on hand less what is held, sold, owed and kept back, and never less than nothing', () => {
    const promised = { onHand: 20, reserved: 3, allocated: 4, backordered: 1, safety: 2 };
    expect(availableOf(level(promised))).toBe(10);
    expect(availableOf(level(promised), 3)).toBe(13);
    expect(availableOf(level({ onHand: 1, safety: 5 }))).toBe(0);
  });

  it.each([
    ['ADJUSTED', -1, {}],
    ['RESERVED', 1, {}],
    ['RELEASED', 1, { onHand: 1 }],
    ['DEALLOCATED', 1, { onHand: 1 }],
    ['BACKORDER_CANCELED', 1, {}],
    ['ADJUSTED', -1, { onHand: 2, reserved: 1, allocated: 1 }],
    ['RESERVED', 2, { onHand: 2, allocated: 1 }],
  ] as const)('refuses %s of %i on %j', (kind, quantity, balances) => {
    expect(() => applyMovement(level(balances), kind, quantity)).toThrow(RangeError);
  });

  it('never promises more than is there, and is the sum of its ledger, whatever is posted', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.constantFrom(...(Object.keys(effects) as MovementKind[])),
            fc.integer({ min: -5, max: 9 }),
          ),
          { maxLength: 60 },
        ),
        (posts) => {
          const book = createStockBook([], [level()]);
          for (const [kind, quantity] of posts) {
            try {
              book.post(kind, {
                variantId: 'var_1',
                locationId: 'loc_1',
                quantity: kind === 'ADJUSTED' ? quantity : Math.abs(quantity),
              });
            } catch (error) {
              expect(error).toBeInstanceOf(RangeError);
            }
          }
          const after = book.level('var_1', 'loc_1')!;
          expect(after.reserved + after.allocated).toBeLessThanOrEqual(after.onHand);
          for (const balance of ['onHand', 'reserved', 'allocated', 'backordered'] as const) {
            const sum = book
              .movements()
              .reduce((total, each) => total + effects[each.kind][balance] * each.quantity, 0);
            expect(after[balance]).toBe(sum);
            expect(after[balance]).toBeGreaterThanOrEqual(0);
          }
        },
      ),
    );
  });
});

describe('the book', () => {
  it('knows what changed, and takes nothing for a movement that moves nothing', () => {
    const book = createStockBook([], [level({ onHand: 3 }), level({ locationId: 'loc_2', onHand: 4 })]);
    book.post('RESERVED', { variantId: 'var_1', locationId: 'loc_2', quantity: 0 });
    expect(book.changedLevels()).toEqual([]);
    book.post('RESERVED', { variantId: 'var_1', locationId: 'loc_2', quantity: 4 });
    expect(book.changedLevels()).toEqual([level({ locationId: 'loc_2', onHand: 4, reserved: 4 })]);
    expect(book.availableOf('var_1')).toBe(3);
    expect(book.availableOf('var_2')).toBe(0);
    expect(() => book.post('RECEIVED', { variantId: 'var_2', locationId: 'loc_1', quantity: 1 })).toThrow(
      'no level',
    );
  });
});
