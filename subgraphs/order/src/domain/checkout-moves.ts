import type {
  Advance,
  CheckoutSaga,
  Compensating,
  OrderChange,
  SagaCommand,
  SagaEvent,
  SagaTimer,
} from './checkout-state.ts';
import {
  patienceMs,
  undoOf,
  type Awaited,
  type CommandName,
  type SagaPolicy,
  type StepName,
} from './checkout-steps.ts';

// The moves of which every phase of a checkout is made.

export function compensate(
  last: StepName,
  outcome: Compensating['outcome'],
  reason: string | null,
  clock: Clock,
  change: Pick<OrderChange, 'paymentStatus'> = {},
): Advance {
  const undo = undoOf(last);
  const event = outcome === 'REJECTED' ? 'order.compensating' : 'order.cancel-requested';
  return {
    saga: {
      phase: 'COMPENSATING',
      awaits: Object.fromEntries(undo.map((name) => [name, 1])),
      outcome,
      reason,
    },
    change: { ...change, event, message: reason },
    ...asking(undo, clock, reason),
  };
}

export function askAgain(
  saga: Exclude<CheckoutSaga, { reservedUntil: number }>,
  { awaited, attempt }: { awaited: Asked; attempt: number },
  clock: Clock,
  reason: string | null = null,
): Advance {
  return {
    saga: { ...saga, awaits: { ...saga.awaits, [awaited]: attempt } },
    change: null,
    commands: [command(awaited, clock, reason)],
    timers: [timer(awaited, attempt, clock)],
  };
}

export function asking(names: readonly Asked[], clock: Clock, reason: string | null = null): Asking {
  return {
    commands: names.map((name) => command(name, clock, reason)),
    timers: names.map((name) => timer(name, 1, clock)),
  };
}

/** The attempt after the one that a timer watched; null for a timer whose wait is over. */
export function nextAttempt(saga: CheckoutSaga, event: Extract<SagaEvent, { type: 'timeout' }>) {
  const awaited = event.awaited as Asked;
  return saga.awaits[awaited] === event.attempt ? { awaited, attempt: event.attempt + 1 } : null;
}

export const timer = (awaited: Awaited, attempt: number, { now, policy }: Clock): SagaTimer => ({
  awaited,
  attempt,
  at: now + patienceMs(awaited, attempt, policy),
});

export const command = (
  name: CommandName,
  { now, policy }: Clock,
  reason: string | null = null,
): SagaCommand => ({
  name,
  holdUntil: now + policy.reservationMs,
  reason: reason ?? 'CANCELED',
});

/** Epoch milliseconds, and how long things may take. */
export type Clock = { readonly now: number; readonly policy: SagaPolicy };

export type Asked = Exclude<Awaited, 'payment-window'>;
type Asking = { commands: SagaCommand[]; timers: SagaTimer[] };
