import type { Fact, FactType } from './facts.ts';

export type PaymentStatus =
  | 'PENDING'
  | 'AUTHORIZED'
  | 'ACTION_REQUIRED'
  | 'CAPTURED'
  | 'DECLINED'
  | 'VOIDED'
  | 'PARTIALLY_REFUNDED'
  | 'REFUNDED'
  | 'UNKNOWN';

/** What the facts amount to. Always 0 ≤ refunded ≤ captured ≤ authorised. */
export type PaymentBalance = {
  readonly status: PaymentStatus;
  readonly authorizedMinor: bigint;
  readonly capturedMinor: bigint;
  readonly refundedMinor: bigint;
  /** Authorised, and neither captured nor given back. */
  readonly heldMinor: bigint;
  readonly nextActionUrl: string | null;
  readonly declineReason: string | null;
  /** The same amounts of each provider intent. */
  readonly intents: ReadonlyMap<string, IntentBalance>;
};

export type IntentBalance = {
  readonly authorizedMinor: bigint;
  readonly capturedMinor: bigint;
  readonly refundedMinor: bigint;
  readonly heldMinor: bigint;
  /** Authorised and neither captured nor voided, be it nothing that is held. */
  readonly isHeld: boolean;
  readonly isVoided: boolean;
};

/**
 * Adds the facts up. Their order and repetitions make no difference, and a late fact is not missed before it comes:
 * what was refunded had been captured, and what was captured had been authorised.
 */
export function foldPayment(facts: readonly Fact[]): PaymentBalance {
  const intents = new Map<string, IntentBalance>();
  for (const ref of new Set(facts.map((fact) => fact.ref))) {
    intents.set(ref, foldIntent(facts.filter((fact) => fact.ref === ref)));
  }
  const sums = total([...intents.values()]);
  const latest = Math.max(0, ...facts.map((fact) => fact.attempt));
  const ofLatest = facts.filter((fact) => fact.attempt === latest);
  const status = statusOf(sums, ofLatest);
  return {
    status,
    ...sums,
    nextActionUrl: status === 'ACTION_REQUIRED' ? detailOf(ofLatest, 'ACTION_REQUIRED') : null,
    declineReason: status === 'DECLINED' ? detailOf(ofLatest, 'DECLINED') : null,
    intents,
  };
}

function foldIntent(facts: readonly Fact[]): IntentBalance {
  const refunds = new Map<string, bigint>();
  for (const fact of facts) {
    if (fact.type === 'REFUNDED') refunds.set(fact.id, max(refunds.get(fact.id) ?? 0n, fact.amountMinor));
  }
  const refundedMinor = [...refunds.values()].reduce((sum, amount) => sum + amount, 0n);
  const capturedMinor = max(refundedMinor, ...amountsOf(facts, 'CAPTURED'));
  const authorizedMinor = max(capturedMinor, ...amountsOf(facts, 'AUTHORIZED'));
  // The provider lets go of what a capture leaves, as of everything when the intent is voided.
  const isVoided = facts.some((fact) => fact.type === 'VOIDED');
  const isCaptured = capturedMinor > 0n || facts.some((fact) => fact.type === 'CAPTURED');
  const isHeld = !isVoided && !isCaptured && facts.some((fact) => fact.type === 'AUTHORIZED');
  return {
    authorizedMinor,
    capturedMinor,
    refundedMinor,
    heldMinor: isHeld ? authorizedMinor : 0n,
    isHeld,
    isVoided,
  };
}

function total(intents: readonly IntentBalance[]) {
  const sum = (pick: (intent: IntentBalance) => bigint) =>
    intents.reduce((result, intent) => result + pick(intent), 0n);
  return {
    authorizedMinor: sum((intent) => intent.authorizedMinor),
    capturedMinor: sum((intent) => intent.capturedMinor),
    refundedMinor: sum((intent) => intent.refundedMinor),
    heldMinor: sum((intent) => intent.heldMinor),
  };
}

/** Money says more than words; where there is none, the fact that nothing can come after decides. */
function statusOf(sums: ReturnType<typeof total>, ofLatest: readonly Fact[]): PaymentStatus {
  if (sums.refundedMinor > 0n) {
    return sums.refundedMinor === sums.capturedMinor ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
  }
  if (sums.capturedMinor > 0n) return 'CAPTURED';
  if (sums.heldMinor > 0n) return 'AUTHORIZED';
  return finality.find(([type]) => ofLatest.some((fact) => fact.type === type))?.[1] ?? 'PENDING';
}

const finality: readonly (readonly [FactType, PaymentStatus])[] = [
  ['VOIDED', 'VOIDED'],
  ['CAPTURED', 'CAPTURED'],
  ['AUTHORIZED', 'AUTHORIZED'],
  ['DECLINED', 'DECLINED'],
  ['ACTION_REQUIRED', 'ACTION_REQUIRED'],
  ['UNKNOWN', 'UNKNOWN'],
];

const amountsOf = (facts: readonly Fact[], type: FactType): bigint[] =>
  facts.filter((fact) => fact.type === type).map((fact) => fact.amountMinor);

const detailOf = (facts: readonly Fact[], type: FactType): string | null =>
  facts.find((fact) => fact.type === type)!.detail;

const max = (...amounts: bigint[]): bigint => amounts.reduce((a, b) => (a > b ? a : b), 0n);
