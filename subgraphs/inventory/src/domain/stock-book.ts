import {
  applyMovement,
  availableOf,
  type Movement,
  type MovementKind,
  type StockLevel,
} from './stock-level.ts';

/** The levels that a transaction has locked, and what it does to them: movements in, balances out. */
export function createStockBook(items: readonly StockItem[], levels: readonly StockLevel[]): StockBook {
  const current = new Map(levels.map((level) => [keyOf(level), level]));
  const touched = new Set<string>();
  const movements: Movement[] = [];
  return {
    items,
    levels: () => [...current.values()],
    level: (variantId, locationId) => current.get(keyOf({ variantId, locationId })),
    post: (kind, { variantId, locationId, quantity, orderId, reason }) => {
      if (quantity === 0) return;
      const key = keyOf({ variantId, locationId });
      const before = current.get(key);
      if (!before) throw new RangeError(`no level of ${variantId} at ${locationId} is open`);
      const after = applyMovement(before, kind, quantity);
      current.set(key, after);
      touched.add(key);
      movements.push({ kind, variantId, locationId, quantity, onHandAfter: after.onHand, orderId, reason });
    },
    movements: () => movements,
    changedLevels: () => [...touched].map((key) => current.get(key)!),
    availableOf: (variantId) =>
      [...current.values()]
        .filter((level) => level.variantId === variantId)
        .reduce((sum, level) => sum + availableOf(level), 0),
  };
}

const keyOf = ({ variantId, locationId }: { variantId: string; locationId: string }) =>
  `${variantId} ${locationId}`;

export type StockItem = {
  readonly variantId: string;
  readonly available: number;
  readonly version: number;
  readonly lowStockThreshold: number;
  readonly isLow: boolean;
};

export type StockBook = {
  readonly items: readonly StockItem[];
  /** In the order in which reservations take from them. */
  levels(): readonly StockLevel[];
  level(variantId: string, locationId: string): StockLevel | undefined;
  post(kind: MovementKind, entry: Entry): void;
  movements(): readonly Movement[];
  changedLevels(): readonly StockLevel[];
  /** Over all locations. */
  availableOf(variantId: string): number;
};

type Entry = Pick<Movement, 'variantId' | 'locationId' | 'quantity' | 'orderId' | 'reason'>;
