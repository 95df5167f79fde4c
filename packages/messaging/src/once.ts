import {
  idempotencyConflictError,
  idempotencyInProgressError,
  principalIdOf,
  type IdempotencyConflictError,
  type IdempotencyInProgressError,
  type Identity,
} from '@bazaar/kit';
import { withIdempotency } from './idempotency.ts';
import type { SqlExecutor } from './sql.ts';
import { fromStored, toStored } from './stored-result.ts';

/**
 * Runs a mutation in one transaction with its idempotency key: a success is kept, and answers every replay. What is
 * refused (a result `…Error`, or a thrown `Refusal`) leaves nothing behind, the key included, so that the same request
 * may be tried again. Without a key the mutation runs each time.
 * @example once(app, identity, { operation: 'orderPlace', key, fingerprint: input }, (tx, sql) => place(tx, sql, input));
 */
export async function once<Tx, Result extends Outcome>(
  app: OnceApp<Tx>,
  identity: Identity,
  { key, principalId = principalIdOf(identity), ...request }: OnceRequest,
  run: (tx: Tx, sql: SqlExecutor) => Promise<Result>,
): Promise<Result | IdempotencyConflictError | IdempotencyInProgressError> {
  const runOrRefuse = async (tx: Tx, sql: SqlExecutor) => {
    const result = await run(tx, sql);
    if (result.__typename.endsWith('Error')) throw new Refusal(result);
    return result;
  };
  try {
    const answer = await app.db.transaction(async (tx, sql) => {
      if (key === undefined) return { outcome: 'unkeyed', result: await runOrRefuse(tx, sql) } as const;
      const scope = { tenantId: identity.tenantId, principalId, key };
      return withIdempotency(sql, { ...scope, ...request }, async () => toStored(await runOrRefuse(tx, sql)));
    });
    app.nudge();
    if (answer.outcome === 'conflict') return idempotencyConflictError();
    if (answer.outcome === 'in-progress') return idempotencyInProgressError(answer.retryAfterMs);
    if (answer.outcome === 'unkeyed') return answer.result;
    // @NOTE stored above by the same operation, from a Result.
    return fromStored(answer.result) as Result;
  } catch (error) {
    // @NOTE thrown by `run` or above, with a Result.
    if (error instanceof Refusal) return error.result as Result;
    throw error;
  }
}

/** Carries a refused result out of the transaction that it rolls back. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly result: Outcome;

  constructor(result: Outcome) {
    super(result.__typename);
    this.result = result;
  }
}

export type OnceRequest = {
  /** The mutation's name. */
  operation: string;
  /** The client's key; undefined where it sent none. */
  key: string | undefined;
  /** What the key stands for, usually the mutation's input; hashed, never stored. */
  fingerprint: unknown;
  /** Whose key it is, where the caller's own id is not what tells callers apart. */
  principalId?: string;
};

type OnceApp<Tx> = {
  readonly db: {
    readonly transaction: <T>(fn: (tx: Tx, sql: SqlExecutor) => Promise<T>) => Promise<T>;
  };
  readonly nudge: () => void;
};

type Outcome = { readonly __typename: string };
