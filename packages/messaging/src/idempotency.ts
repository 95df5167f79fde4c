import { createHash } from 'node:crypto';
import { noteReplay } from '@bazaar/kit';
import type { SqlExecutor } from './sql.ts';

/**
 * Runs a mutation at most once for its idempotency key. Call it inside the business transaction: key, effects and
 * result are committed together, and a thrown error leaves the key free. A concurrent call with the same key waits
 * for the first one's commit, two seconds at most.
 * - `fresh`: `run` ran. `replayed`: it ran before; `result` is the stored one, after a trip through JSON, and the
 *   answer of the running request tells so in `extensions.idempotency`.
 * - `conflict`: the key was used with another fingerprint. `in-progress`: try again after `retryAfterMs`.
 * @example await withIdempotency(sql, { tenantId, principalId, operation: 'orderPlace', key, fingerprint: input }, () => place(input));
 */
export async function withIdempotency<T extends JsonValue>(
  sql: SqlExecutor,
  request: IdempotencyRequest,
  run: () => Promise<T>,
): Promise<IdempotencyOutcome<T>> {
  const identity = [request.tenantId, request.principalId, request.operation, request.key];
  const [claim] = await sql.query<Claim>(
    '/* withIdempotency claim */ select outcome, stored from messaging.claim_idempotency_key($1, $2, $3, $4, $5)',
    [...identity, fingerprintOf(request.fingerprint)],
  );
  switch (claim!.outcome) {
    case 'conflict':
      return { outcome: 'conflict' };
    case 'in-progress':
      return { outcome: 'in-progress', retryAfterMs: 1000 };
    case 'replayed':
      noteReplay(request.key);
      // Written below by the same operation, from a T.
      return { outcome: 'replayed', result: JSON.parse(claim!.stored ?? 'null') as T };
    case 'fresh': {
      const result = await run();
      await sql.query(
        `/* withIdempotency store */ update messaging.idempotency set result = $5::jsonb
         where tenant_id = $1 and principal_id = $2 and operation = $3 and key = $4`,
        [...identity, JSON.stringify(result)],
      );
      return { outcome: 'fresh', result };
    }
  }
}

const fingerprintOf = (value: unknown) => createHash('sha256').update(canonicalJson(value)).digest('hex');

/** JSON with sorted keys, so that two spellings of one input have one fingerprint. */
function canonicalJson(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner: unknown) =>
      inner !== null && typeof inner === 'object' && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : typeof inner === 'bigint'
          ? inner.toString()
          : inner,
    ) ?? 'undefined'
  );
}

export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue | undefined };

export type IdempotencyRequest = {
  tenantId: string;
  /** Whose key it is: keys of two principals never meet. */
  principalId: string;
  operation: string;
  key: string;
  /** What the key stands for, usually the mutation's input; hashed, never stored. */
  fingerprint: unknown;
};

export type IdempotencyOutcome<T> =
  | { outcome: 'fresh' | 'replayed'; result: T }
  | { outcome: 'conflict' }
  | { outcome: 'in-progress'; retryAfterMs: number };

type Claim = { outcome: 'fresh' | 'replayed' | 'conflict' | 'in-progress'; stored: string | null };
