/**
 * What a checkout does, in this order, and what undoes it. The order is confirmed between `authorize` and `commit`:
 * that is the pivot. Each step holds something of one resource, and a later undo of a resource covers an earlier one.
 */
export const steps = [
  {
    name: 'reserve',
    resource: 'stock',
    do: 'inventory.reserve-stock',
    undo: 'inventory.release-reservation',
  },
  { name: 'authorize', resource: 'payment', do: 'payment.authorize', undo: 'payment.cancel' },
  { name: 'commit', resource: 'stock', do: 'inventory.commit-reservation', undo: 'inventory.restock' },
  { name: 'capture', resource: 'payment', do: 'payment.capture', undo: 'payment.cancel' },
] as const;

/** What undoes everything up to a step, the latest first: one command for each resource that was touched. */
export function undoOf(last: StepName): UndoCommandName[] {
  const done = steps.slice(0, steps.findIndex((step) => step.name === last) + 1).reverse();
  const latest = done.filter(
    (step, index) => done.findIndex((each) => each.resource === step.resource) === index,
  );
  return latest.map((step) => step.undo);
}

/** How long the answer to a command, or the customer, may take before the checkout wakes up. */
export function patienceMs(awaited: Awaited, attempt: number, policy: SagaPolicy): number {
  switch (awaited) {
    case 'inventory.reserve-stock':
      return policy.stockTimeoutMs;
    case 'payment.authorize':
      return policy.authorizeTimeoutMs;
    case 'payment-window':
      return policy.paymentWindowMs;
    default:
      return Math.min(policy.retryMinMs * 2 ** (attempt - 1), policy.retryMaxMs);
  }
}

export const defaultPolicy: SagaPolicy = {
  stockTimeoutMs: 5_000,
  stockRetriesMax: 3,
  authorizeTimeoutMs: 30_000,
  paymentWindowMs: 15 * 60_000,
  reservationMs: 20 * 60_000,
  retryMinMs: 5_000,
  retryMaxMs: 10 * 60_000,
};

export type StepName = (typeof steps)[number]['name'];
export type UndoCommandName = (typeof steps)[number]['undo'];
export type CommandName = (typeof steps)[number]['do'] | UndoCommandName | 'inventory.extend-reservation';

/** What a checkout waits for: the answer to a command, or a payment that takes its time. */
export type Awaited = Exclude<CommandName, 'inventory.extend-reservation'> | 'payment-window';

export type SagaPolicy = {
  readonly stockTimeoutMs: number;
  readonly stockRetriesMax: number;
  readonly authorizeTimeoutMs: number;
  /** For a customer who must act, and for an outcome that the provider cannot tell yet. */
  readonly paymentWindowMs: number;
  /** Longer than everything before the pivot together. */
  readonly reservationMs: number;
  /** What must succeed is asked for again after this, then after twice as long, and so on. */
  readonly retryMinMs: number;
  readonly retryMaxMs: number;
};
