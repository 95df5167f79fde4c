// Pure rules of stock: balances, the ledger, holds, thresholds. Nothing asynchronous, no clock, no I/O.

/** What can be sold from a level. `expired` units are still booked as reserved, but their hold ran out. */
export function availableOf(level: Balances, expired = 0): number {
  const free = level.onHand - (level.reserved - expired) - level.allocated - level.backordered - level.safety;
  return Math.max(0, free);
}

/** The level after a movement. Throws where a balance would turn negative or more be promised than is there. */
export function applyMovement(level: StockLevel, kind: MovementKind, quantity: number): StockLevel {
  const effect: Effect = effects[kind];
  const after: StockLevel = {
    ...level,
    onHand: level.onHand + effect.onHand * quantity,
    reserved: level.reserved + effect.reserved * quantity,
    allocated: level.allocated + effect.allocated * quantity,
    backordered: level.backordered + effect.backordered * quantity,
  };
  const lowest = Math.min(after.onHand, after.reserved, after.allocated, after.backordered);
  if (lowest < 0 || after.reserved + after.allocated > after.onHand) {
    throw new RangeError(`${kind} of ${quantity} breaks the balances of ${level.variantId}`);
  }
  return after;
}

const nothing = { onHand: 0, reserved: 0, allocated: 0, backordered: 0 };

/** What one unit of each kind of movement does to the balances; they are the sums of these. */
export const effects = {
  RECEIVED: { ...nothing, onHand: 1 },
  ADJUSTED: { ...nothing, onHand: 1 },
  RESERVED: { ...nothing, reserved: 1 },
  RELEASED: { ...nothing, reserved: -1 },
  EXPIRED: { ...nothing, reserved: -1 },
  ALLOCATED: { ...nothing, reserved: -1, allocated: 1 },
  DEALLOCATED: { ...nothing, allocated: -1 },
  SHIPPED: { ...nothing, onHand: -1, allocated: -1 },
  BACKORDERED: { ...nothing, backordered: 1 },
  BACKORDER_CANCELED: { ...nothing, backordered: -1 },
} as const satisfies Record<string, Effect>;

export type MovementKind = keyof typeof effects;

type Effect = Record<keyof typeof nothing, number>;

export type Balances = {
  readonly onHand: number;
  readonly reserved: number;
  readonly allocated: number;
  readonly incoming: number;
  readonly backordered: number;
  readonly safety: number;
};

export type StockLevel = Balances & {
  readonly tenantId: string;
  readonly variantId: string;
  readonly locationId: string;
  readonly version: number;
};

/** An entry of the ledger, before it has an id. */
export type Movement = {
  readonly kind: MovementKind;
  readonly variantId: string;
  readonly locationId: string;
  readonly quantity: number;
  readonly onHandAfter: number;
  readonly orderId?: string | null;
  readonly reason?: string | null;
};
