import {
  idempotencyConflictError,
  idempotencyInProgressError,
  principalIdOf,
  type IdempotencyConflictError,
  type IdempotencyInProgressError,
  type Identity,
} from '@bazaar/kit';
import { withIdempotency, type SqlExecutor } from '@bazaar/messaging';
import type { App } from '../context.ts';
import type { Tx } from '../data/database.ts';
import { fromStored, toStored } from './stored-result.ts';

/**
 * Runs a mutation in one transaction with its idempotency key: a success is kept, and answers every replay. What is
 * refused leaves nothing behind, the key included, so that the same request may be tried again.
 */
export async function once<Result extends Outcome>(
  app: App,
  identity: Identity,
  request: { operation: string; key: string; fingerprint: unknown },
  run: (tx: Tx, sql: SqlExecutor) => Promise<Result>,
): Promise<Result | IdempotencyConflictError | IdempotencyInProgressError> {
  const scope = { tenantId: identity.tenantId, principalId: principalIdOf(identity) };
  try {
    const answer = await app.db.transaction((tx, sql) =>
      withIdempotency(sql, { ...scope, ...request }, async () => {
        const result = await run(tx, sql);
        if (result.__typename.endsWith('Error')) throw new Refusal(result);
        return toStored(result);
      }),
    );
    app.nudge();
    if (answer.outcome === 'conflict') return idempotencyConflictError();
    if (answer.outcome === 'in-progress') return idempotencyInProgressError(answer.retryAfterMs);
    // Stored above by the same operation, from a Result.
    return fromStored(answer.result) as Result;
  } catch (error) {
    // Thrown above, with a Result.
    if (error instanceof Refusal) return error.result as Result;
    throw error;
  }
}

/** Carries a refused result out of the transaction that it rolls back. */
class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly result: Outcome;

  constructor(result: Outcome) {
    super(result.__typename);
    this.result = result;
  }
}

type Outcome = { readonly __typename: string };
