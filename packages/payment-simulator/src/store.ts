import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import {
  apiVersion,
  newObjectId,
  toSeconds,
  type Charge,
  type PaymentIntent,
  type Refund,
  type StripeEvent,
} from './objects.ts';

/** The oldest of what only serves retries and replays is forgotten beyond this many. */
const recentMax = 20_000;

/**
 * All state of the simulator. Each request's changes are one line of the log, written before the answer: a killed
 * process has either all of them or none.
 */
export function createStore(file?: string): Store {
  const state: State = {
    intents: new Map(),
    charges: new Map(),
    refunds: new Map(),
    events: new Map(),
    answers: new Map(),
    pending: new Set(),
  };
  if (file) {
    mkdirSync(dirname(file), { recursive: true });
    for (const changes of readLog(file)) for (const change of changes) apply(state, change);
    // A line that the last process did not finish must not swallow the first one of this.
    if (existsSync(file)) appendFileSync(file, '\n');
  }
  const append = (changes: readonly Change[]) => {
    if (file && changes.length > 0) appendFileSync(file, `${JSON.stringify(changes)}\n`);
  };
  return {
    state,
    begin: (request, now) => beginUnit(state, append, request, now),
    markDelivered: (eventId) => {
      const change: Change = { put: 'delivered', value: eventId };
      apply(state, change);
      append([change]);
    },
  };
}

/** Collects the changes of one request; reads see them at once, the log at the commit. */
function beginUnit(
  state: State,
  append: (changes: readonly Change[]) => void,
  request: RequestInfo,
  now: Date,
): Unit {
  const changes: Change[] = [];
  const put = (change: Change) => {
    changes.push(change);
    apply(state, change);
  };
  return {
    state,
    now,
    commit: () => append(changes.splice(0)),
    keepAnswer: (value) => put({ put: 'answer', value }),
    saveIntent: (value) => {
      put({ put: 'intent', value });
      return value;
    },
    saveCharge: (value) => {
      put({ put: 'charge', value });
      return value;
    },
    saveRefund: (value) => {
      put({ put: 'refund', value });
      return value;
    },
    emit: (type, object) =>
      put({
        put: 'event',
        value: {
          id: newObjectId('evt'),
          object: 'event',
          api_version: apiVersion,
          created: toSeconds(now),
          data: { object },
          livemode: false,
          pending_webhooks: 1,
          request: { id: request.id, idempotency_key: request.idempotencyKey },
          type,
        },
      }),
  };
}

function apply(state: State, change: Change): void {
  switch (change.put) {
    case 'intent':
      return void state.intents.set(change.value.id, change.value);
    case 'charge':
      return void state.charges.set(change.value.id, change.value);
    case 'refund':
      return void state.refunds.set(change.value.id, change.value);
    case 'event':
      state.pending.add(change.value.id);
      return remember(state.events, change.value.id, change.value, (id) => state.pending.delete(id));
    case 'answer':
      return remember(state.answers, change.value.key, change.value);
    case 'delivered':
      return void state.pending.delete(change.value);
  }
}

function remember<T>(map: Map<string, T>, key: string, value: T, onForgotten?: (key: string) => void): void {
  map.set(key, value);
  if (map.size <= recentMax) return;
  const oldest = map.keys().next().value!;
  map.delete(oldest);
  onForgotten?.(oldest);
}

function readLog(file: string): Change[][] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return line === '' ? [] : [JSON.parse(line) as Change[]];
      } catch {
        return []; // the line that was being written when the process died
      }
    });
}

export type State = {
  readonly intents: Map<string, PaymentIntent>;
  readonly charges: Map<string, Charge>;
  readonly refunds: Map<string, Refund>;
  readonly events: Map<string, StripeEvent>;
  /** By idempotency key. */
  readonly answers: Map<string, StoredAnswer>;
  /** Ids of events that not every endpoint has accepted, oldest first. */
  readonly pending: Set<string>;
};

export type StoredAnswer = {
  readonly key: string;
  readonly fingerprint: string;
  readonly status: number;
  readonly body: unknown;
  /** Until then (ms since the epoch), retries are told that the server fell over. */
  readonly failingUntil: number;
};

export type RequestInfo = { readonly id: string; readonly idempotencyKey: string | null };

type Change =
  | { readonly put: 'intent'; readonly value: PaymentIntent }
  | { readonly put: 'charge'; readonly value: Charge }
  | { readonly put: 'refund'; readonly value: Refund }
  | { readonly put: 'event'; readonly value: StripeEvent }
  | { readonly put: 'answer'; readonly value: StoredAnswer }
  | { readonly put: 'delivered'; readonly value: string };

export type Unit = {
  readonly state: State;
  readonly now: Date;
  keepAnswer(answer: StoredAnswer): void;
  commit(): void;
  saveIntent(intent: PaymentIntent): PaymentIntent;
  saveCharge(charge: Charge): Charge;
  saveRefund(refund: Refund): Refund;
  emit(type: string, object: PaymentIntent | Charge | Refund): void;
};

export type Store = {
  readonly state: State;
  begin(request: RequestInfo, now: Date): Unit;
  markDelivered(eventId: string): void;
};
