import { inventoryStockAdjustedV1 } from '@bazaar/events';
import {
  idempotencyConflictError,
  idempotencyInProgressError,
  inputs,
  invalid,
  notFoundError,
  principalIdOf,
  validate,
  type IdempotencyConflictError,
  type IdempotencyInProgressError,
  type Identity,
  type NotFoundError,
  type ValidationError,
} from '@bazaar/kit';
import { addToOutbox, outboxMessage, sqlFromPrisma, withIdempotency } from '@bazaar/messaging';
import { z } from 'zod';
import type { App } from '../context.ts';
import type { Tx } from '../data/database.ts';
import { breakHolds, lockHolds } from '../data/reservation-repository.ts';
import { hasLocation, openStock } from '../data/stock-repository.ts';
import { availableOf, type StockLevel } from '../domain/stock-level.ts';
import { holdsToBreak } from '../domain/holds.ts';
import type { StockBook } from '../domain/stock-book.ts';
import { settleStock } from './settle-stock.ts';

/** Corrects the units on hand, once for each idempotency key. A refusal changes nothing and leaves the key free. */
export async function adjustStock(app: App, identity: Identity, input: unknown): Promise<AdjustStockResult> {
  const checked = validate(adjustStockInput, input);
  if (!checked.ok) return checked.error;
  const { idempotencyKey: key, ...request } = checked.value;
  const { tenantId } = identity;
  const scope = { tenantId, principalId: principalIdOf(identity), operation: 'stockAdjust', key };
  try {
    const done = await app.db.transaction((tx, sql) =>
      withIdempotency(sql, { ...scope, fingerprint: request }, () => adjust(app, tx, tenantId, request)),
    );
    app.nudge();
    if (done.outcome === 'conflict') return idempotencyConflictError();
    if (done.outcome === 'in-progress') return idempotencyInProgressError(done.retryAfterMs);
    const { level, movement } = done.result;
    return {
      __typename: 'StockAdjustSuccess',
      level,
      movement: { ...movement, createdAt: new Date(movement.createdAt) },
    };
  } catch (error) {
    if (error instanceof Refusal) return error.result;
    throw error;
  }
}

async function adjust(app: App, tx: Tx, tenantId: string, input: Request): Promise<Adjustment> {
  const now = app.now();
  const { variantId, locationId, delta } = input;
  const reason = input.reason ?? null;
  if (!(await hasLocation(tx, tenantId, locationId))) {
    throw new Refusal({ ...notFoundError(locationId, 'location'), path: ['locationId'] });
  }
  const book = await openStock(tx, tenantId, [variantId], now, { createLevelAt: locationId });
  const before = book.level(variantId, locationId);
  if (!before) throw new Refusal({ ...notFoundError(variantId, 'variant'), path: ['variantId'] });
  refuseStale(before, input);
  await makeRoom(tx, book, before, delta, now);
  book.post('ADJUSTED', { variantId, locationId, quantity: delta, reason });
  const { movementIds, messages } = await settleStock(tx, tenantId, book, now);
  const after = book.level(variantId, locationId)!;
  const onHandAfter = after.onHand;
  await addToOutbox(sqlFromPrisma(tx), [
    ...messages,
    outboxMessage(
      inventoryStockAdjustedV1,
      variantId,
      { variantId, locationId, delta, onHandAfter, reason },
      { tenantId },
    ),
  ]);
  return {
    level: { ...after, version: before.version + 1, available: availableOf(after) },
    movement: {
      ...{ id: movementIds.at(-1)!, variantId, locationId, kind: 'ADJUSTED', quantity: delta },
      ...{ onHandAfter, reason, createdAt: now.toISOString() },
    },
  };
}

function refuseStale({ onHand, allocated }: StockLevel, { delta, changeFromQuantity }: Request): void {
  if (changeFromQuantity != null && changeFromQuantity !== onHand) throw new Refusal(staleError(onHand));
  if (onHand + delta < 0) {
    throw new Refusal(invalid(['delta'], 'BELOW_ZERO', `There are only ${onHand} units.`));
  }
  if (onHand + delta < allocated) {
    throw new Refusal(invalid(['delta'], 'BELOW_ALLOCATED', `${allocated} units are sold already.`));
  }
}

/** Ends the newest holds that the remaining units do not cover. */
async function makeRoom(tx: Tx, book: StockBook, level: StockLevel, delta: number, now: Date): Promise<void> {
  const excess = level.reserved + level.allocated - (level.onHand + delta);
  if (excess <= 0) return;
  const broken = holdsToBreak(await lockHolds(tx, level), excess);
  if (!broken) {
    throw new Refusal(invalid(['delta'], 'HELD', 'These units are being sold this moment; try again.'));
  }
  const { variantId, locationId } = level;
  for (const hold of broken) {
    book.post('RELEASED', { ...hold, variantId, locationId, reason: 'the stock was taken away' });
  }
  await breakHolds(
    tx,
    level,
    broken.map((hold) => hold.orderId),
    now,
  );
}

const staleError = (currentQuantity: number): StaleQuantityError => ({
  __typename: 'StaleQuantityError',
  code: 'STALE_QUANTITY',
  message: 'The quantity changed meanwhile; look at it and repeat.',
  path: ['changeFromQuantity'],
  currentQuantity,
});

/** Rolls the transaction back, the idempotency key with it. */
class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly result: AdjustStockRefusal;
  constructor(result: AdjustStockRefusal) {
    super(result.code);
    this.result = result;
  }
}

const quantityMax = 1_000_000;
const adjustStockInput = z.object({
  variantId: inputs.id('ProductVariant'),
  locationId: inputs.id('StockLocation'),
  delta: z
    .number()
    .int()
    .min(-quantityMax, `At least -${quantityMax}.`)
    .max(quantityMax, `At most ${quantityMax}.`)
    .refine((delta) => delta !== 0, 'Add or take away at least one unit.'),
  changeFromQuantity: z.number().int().nullish(),
  reason: inputs.text(500).nullish(),
  idempotencyKey: inputs.idempotencyKey(),
});

type Request = Omit<z.output<typeof adjustStockInput>, 'idempotencyKey'>;
/** As it is stored for replays: JSON. */
type Adjustment = {
  level: StockLevel & { available: number };
  movement: Omit<AdjustedMovement, 'createdAt'> & { createdAt: string };
};
type AdjustedMovement = {
  id: string;
  variantId: string;
  locationId: string;
  kind: string;
  quantity: number;
  onHandAfter: number;
  reason: string | null;
  createdAt: Date;
};
type StaleQuantityError = {
  __typename: 'StaleQuantityError';
  code: string;
  message: string;
  path: string[];
  currentQuantity: number;
};
type AdjustStockRefusal = NotFoundError | StaleQuantityError | ValidationError;
export type AdjustStockResult =
  | {
      __typename: 'StockAdjustSuccess';
      level: StockLevel & { available: number };
      movement: AdjustedMovement;
    }
  | AdjustStockRefusal
  | IdempotencyConflictError
  | IdempotencyInProgressError;
