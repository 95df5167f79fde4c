import type { Money } from '@bazaar/kit';
import type { Awaited, CommandName } from './checkout-steps.ts';
import type { OrderAxes, OrderPaymentStatus, OrderStatus } from './order.ts';

/** A transition that changes nothing. */
export const unchanged = (saga: CheckoutSaga): Advance => ({ saga, change: null, commands: [], timers: [] });

export const awaitsAnswer = (saga: CheckoutSaga, awaited: Awaited) => saga.awaits[awaited] !== undefined;

export const without = (awaits: Awaits, ...names: readonly Awaited[]): Awaits =>
  Object.fromEntries(Object.entries(awaits).filter(([name]) => !names.includes(name as Awaited)));

export const isEmpty = (awaits: Awaits) => Object.keys(awaits).length === 0;

/** Where a checkout stands. `awaits`: what it waits for, and how often that was asked. Times are epoch milliseconds. */
export type CheckoutSaga =
  | { readonly phase: 'RESERVING'; readonly awaits: Awaits }
  | {
      readonly phase: 'AUTHORIZING' | 'ACTION_REQUIRED';
      readonly awaits: Awaits;
      readonly reservedUntil: number;
    }
  | { readonly phase: 'COMPLETING'; readonly awaits: Awaits }
  | Compensating
  | { readonly phase: 'COMPLETED' | 'REJECTED' | 'CANCELED'; readonly awaits: Awaits };

export type Compensating = {
  readonly phase: 'COMPENSATING';
  readonly awaits: Awaits;
  /** How the order ends once everything is undone. */
  readonly outcome: 'REJECTED' | 'CANCELED';
  readonly reason: string | null;
};

export type Awaits = { readonly [Name in Awaited]?: number };

/** A checkout: the saga, and what it may know of its order. */
export type Checkout = { readonly order: OrderAxes & { readonly total: Money }; readonly saga: CheckoutSaga };

export type SagaEvent =
  | { readonly type: 'stock-reserved'; readonly expiresAt: number }
  | { readonly type: 'stock-rejected' }
  | { readonly type: 'stock-committed' }
  | { readonly type: 'stock-released'; readonly cause: 'RELEASED' | 'EXPIRED' | 'RESTOCKED' | 'NONE_HELD' }
  | { readonly type: 'payment-authorized'; readonly amount: Money }
  | { readonly type: 'payment-action-required' }
  | { readonly type: 'payment-unknown' }
  | { readonly type: 'payment-declined'; readonly reason: string }
  | { readonly type: 'payment-captured' }
  | { readonly type: 'payment-capture-failed'; readonly reason: string }
  | { readonly type: 'payment-canceled'; readonly outcome: 'VOIDED' | 'REFUNDED' | 'NOTHING_HELD' }
  | { readonly type: 'payment-refunded'; readonly refundedTotal: Money; readonly capturedTotal: Money }
  | { readonly type: 'cancel-requested'; readonly reason: string | null }
  | { readonly type: 'timeout'; readonly awaited: string; readonly attempt: number };

export type SagaCommand = {
  readonly name: CommandName;
  /** For what holds stock: until when. */
  readonly holdUntil: number;
  /** For what undoes: why. */
  readonly reason: string;
};

export type SagaTimer = { readonly awaited: Awaited; readonly attempt: number; readonly at: number };

/** What the customer can see of a transition: new values of the axes, and an entry of the timeline. */
export type OrderChange = {
  readonly status?: OrderStatus;
  readonly paymentStatus?: OrderPaymentStatus;
  /** Why the order was rejected or canceled. */
  readonly reason?: string | null;
  readonly event: string;
  readonly message: string | null;
};

/** The outcome of an event; `change` is null where nothing visible happened. */
export type Advance = {
  readonly saga: CheckoutSaga;
  readonly change: OrderChange | null;
  readonly commands: readonly SagaCommand[];
  readonly timers: readonly SagaTimer[];
};
