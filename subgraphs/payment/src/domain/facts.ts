// Pure rules of payments: facts, their fold, what follows from them. Nothing asynchronous, no clock, no I/O.

export type FactType =
  | 'REQUESTED'
  | 'UNKNOWN'
  | 'ACTION_REQUIRED'
  | 'DECLINED'
  | 'AUTHORIZED'
  | 'CAPTURED'
  | 'CAPTURE_FAILED'
  | 'REFUND_FAILED'
  | 'VOIDED'
  | 'REFUNDED';

/** Something that is known about a payment for good. Facts are only ever added, in whatever order they are learnt. */
export type Fact = {
  readonly type: FactType;
  /** With `type`, what makes two reports the same fact: a provider's intent, our attempt, or a refund. */
  readonly id: string;
  /** Number of the authorisation attempt that it belongs to. */
  readonly attempt: number;
  /** The provider's intent; our attempt's id as long as there is none. */
  readonly ref: string;
  readonly amountMinor: bigint;
  readonly occurredAt: Date;
  /** Where to send the customer (ACTION_REQUIRED), or why not (DECLINED, …_FAILED). */
  readonly detail: string | null;
};

export const factKey = (fact: Pick<Fact, 'type' | 'id'>): string => `${fact.type}:${fact.id}`;

/** Those of `reported` that `known` does not hold, each once. */
export function newFacts(known: readonly Fact[], reported: readonly Fact[]): Fact[] {
  const keys = new Set(known.map(factKey));
  return reported.filter((fact) => {
    if (keys.has(factKey(fact))) return false;
    keys.add(factKey(fact));
    return true;
  });
}
