import { inventoryStockAdjustedV1 } from '@bazaar/events';
import {
  inputs,
  invalid,
  notFoundError,
  validate,
  type IdempotencyConflictError,
  type IdempotencyInProgressError,
  type Identity,
  type NotFoundError,
  type ValidationError,
} from '@bazaar/kit';
import { addToOutbox, once, outboxMessage, Refusal, type SqlExecutor } from '@bazaar/messaging';
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
  return once<Tx, AdjustStockSuccess | NotFoundError>(
    app,
    identity,
    { operation: 'stockAdjust', key, fingerprint: request },
    (tx, sql) => adjust(app, tx, sql, tenantId, request),
  );
}

async function adjust(
  app: App,
  tx: Tx,
  sql: SqlExecutor,
  tenantId: string,
  input: Request,
): Promise<AdjustStockSuccess | NotFoundError> {
  const now = app.now();
  const { variantId, locationId, delta } = input;
  const reason = input.reason ?? null;
  if (!(await hasLocation(tx, tenantId, locationId))) {
    return { ...notFoundError(locationId, 'location'), path: ['locationId'] };
  }
  const book = await openStock(tx, tenantId, [variantId], now, { createLevelAt: locationId });
  const before = book.level(variantId, locationId);
  if (!before) return { ...notFoundError(variantId, 'variant'), path: ['variantId'] };
  refuseStale(before, input);
  await makeRoom(tx, book, before, delta, now);
  book.post('ADJUSTED', { variantId, locationId, quantity: delta, reason });
  const { movementIds, messages } = await settleStock(tx, tenantId, book, now);
  const after = book.level(variantId, locationId)!;
  const onHandAfter = after.onHand;
  await addToOutbox(sql, [
    ...messages,
    outboxMessage(
      inventoryStockAdjustedV1,
      variantId,
      { variantId, locationId, delta, onHandAfter, reason },
      { tenantId },
    ),
  ]);
  return {
    __typename: 'StockAdjustSuccess',
    level: { ...after, version: before.version + 1, available: availableOf(after) },
    movement: {
      ...{ id: movementIds.at(-1)!, variantId, locationId, kind: 'ADJUSTED', quantity: delta },
      ...{ onHandAfter, reason, createdAt: now },
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
type AdjustStockSuccess = {
  __typename: 'StockAdjustSuccess';
  level: StockLevel & { available: number };
  movement: AdjustedMovement;
};
export type AdjustStockResult =
  | AdjustStockSuccess
  | NotFoundError
  | StaleQuantityError
  | ValidationError
  | IdempotencyConflictError
  | IdempotencyInProgressError;
