import { describe, expect, it } from '@jest/globals';
import { money } from '@bazaar/kit';
import { seededRandom, type SeededRandom } from '@bazaar/testkit';
import { advance, begin } from './checkout-saga.ts';
import type { Advance, CheckoutSaga, SagaCommand, SagaEvent } from './checkout-state.ts';
import { defaultPolicy } from './checkout-steps.ts';
import type { OrderAxes } from './order.ts';

const runs = 3_000;
const total = money(2500n, 'EUR');

describe('thousands of checkouts under duplicates, reordering, silence, timers and cancellations', () => {
  it('all end, confirmed at most once, and hold nothing when they were rejected or canceled', () => {
    const random = seededRandom();
    const ends = new Map<string, number>();
    for (let run = 0; run < runs; run += 1) {
      const seed = random.int(2 ** 31);
      const end = simulate(seed);
      ends.set(end.status, (ends.get(end.status) ?? 0) + 1);
      expect({ seed, ...end }).toMatchObject({ seed, violations: [] });
    }
    expect([...ends.keys()].sort()).toEqual(['CANCELED', 'COMPLETED', 'REJECTED']);
  });

  it('is the same twice for one seed', () => {
    expect(simulate(4711)).toEqual(simulate(4711));
  });
});

/** One order from placing to its end, with a virtual clock and a queue of what is on its way to the saga. */
function simulate(seed: number) {
  const random = seededRandom(seed);
  const queue: { at: number; event: SagaEvent }[] = [];
  const peers = createPeers(random);
  let now = 0;
  let saga: CheckoutSaga = begin({ now, policy: defaultPolicy }).saga;
  let order: OrderAxes & { total: typeof total } = {
    ...{ status: 'PENDING', paymentStatus: 'NONE', fulfillmentStatus: 'UNFULFILLED' },
    total,
  };
  let confirmations = 0;
  let completions = 0;

  function apply(next: Advance): void {
    saga = next.saga;
    if (next.change?.status === 'CONFIRMED') confirmations += 1;
    if (next.change?.status === 'COMPLETED') completions += 1;
    const { status = order.status, paymentStatus = order.paymentStatus } = next.change ?? {};
    order = { ...order, status, paymentStatus };
    for (const command of next.commands) {
      for (const event of peers.answer(command, now)) {
        // Replies are late and out of order; now and then one comes twice.
        const copies = random.next() < 0.2 ? 2 : 1;
        for (let copy = 0; copy < copies; copy += 1) queue.push({ at: now + random.int(8_000), event });
      }
    }
    for (const { awaited, attempt, at } of next.timers) {
      queue.push({ at: at + random.int(500), event: { type: 'timeout', awaited, attempt } });
    }
  }

  apply(begin({ now, policy: defaultPolicy }));
  if (random.next() < 0.3) {
    queue.push({ at: random.int(60_000), event: { type: 'cancel-requested', reason: null } });
  }
  for (let steps = 0; queue.length > 0 && steps < 5_000; steps += 1) {
    queue.sort((a, b) => a.at - b.at);
    const { at, event } = queue.shift()!;
    now = Math.max(now, at);
    for (const sudden of peers.pass(now)) queue.push({ at: now + random.int(2_000), event: sudden });
    apply(advance({ order, saga }, event, { now, policy: defaultPolicy }));
  }
  const isUndone = order.status === 'REJECTED' || order.status === 'CANCELED';
  return {
    status: order.status,
    violations: [
      ...when(order.status === 'PENDING' || order.status === 'CONFIRMED', 'it never ended'),
      ...when(confirmations > 1, 'it was confirmed twice'),
      ...when(completions > 1, 'it was completed twice'),
      ...when(order.status === 'COMPLETED' && confirmations !== 1, 'it was completed unconfirmed'),
      ...when(order.status === 'COMPLETED' && !peers.isCommitted(), 'its stock was not committed'),
      ...when(order.status === 'COMPLETED' && !peers.isCaptured(), 'its money was not captured'),
      ...when(isUndone && peers.holdsStock(), 'stock stays held'),
      ...when(isUndone && peers.holdsMoney(), 'money stays held'),
      ...when(isUndone && !peers.hasReleased(), 'no release was answered'),
      ...when(isUndone && peers.wasAskedForMoney() && !peers.hasCanceled(), 'no cancel was answered'),
    ],
  };
}

/** Inventory and payment, reduced to what they promise: idempotent, a cancel is final, holds expire. */
function createPeers(random: SeededRandom) {
  let stock: 'none' | 'held' | 'committed' | 'gone' = 'none';
  let expiresAt = 0;
  let payment: 'none' | 'authorized' | 'captured' | 'canceled' = 'none';
  const seen = { released: false, canceled: false, authorize: false };
  const isShort = random.next() < 0.15;
  const mood = random.pick(['yes', 'yes', 'yes', 'declines', 'asks', 'unknown', 'silent'] as const);

  function expire(now: number): boolean {
    if (stock !== 'held' || expiresAt > now) return false;
    stock = 'gone';
    return true;
  }

  function onStock({ name, holdUntil }: SagaCommand, now: number): SagaEvent[] {
    expire(now);
    switch (name) {
      case 'inventory.reserve-stock':
        if (stock === 'none' && isShort) return [{ type: 'stock-rejected' }];
        if (stock === 'none') [stock, expiresAt] = ['held', holdUntil];
        return stock === 'held' ? [{ type: 'stock-reserved', expiresAt }] : [];
      case 'inventory.extend-reservation':
        if (stock === 'held') expiresAt = Math.max(expiresAt, holdUntil);
        return [];
      case 'inventory.commit-reservation':
        // What ran out after the confirmation is taken again, or owed.
        stock = 'committed';
        return [{ type: 'stock-committed' }];
      default:
        seen.released = true;
        stock = 'gone';
        return [{ type: 'stock-released', cause: 'RELEASED' }];
    }
  }

  function authorize(): SagaEvent[] {
    seen.authorize = true;
    if (payment === 'canceled') return [];
    const late: SagaEvent = { type: 'payment-authorized', amount: total };
    switch (mood) {
      case 'declines':
        return [{ type: 'payment-declined', reason: 'no' }];
      case 'silent':
        return [];
      case 'asks':
        if (random.next() < 0.4) return [{ type: 'payment-action-required' }];
        payment = 'authorized';
        return [{ type: 'payment-action-required' }, late];
      case 'unknown':
        if (random.next() < 0.4) return [{ type: 'payment-unknown' }];
        payment = 'authorized';
        return [{ type: 'payment-unknown' }, late];
      case 'yes':
        payment = 'authorized';
        return [late];
    }
  }

  function onPayment({ name }: SagaCommand): SagaEvent[] {
    if (name === 'payment.authorize') return authorize();
    if (name === 'payment.capture') {
      if (payment === 'authorized') payment = 'captured';
      return payment === 'captured' ? [{ type: 'payment-captured' }] : [];
    }
    const outcome = { none: 'NOTHING_HELD', authorized: 'VOIDED', captured: 'REFUNDED' } as const;
    const answer = payment === 'canceled' ? 'NOTHING_HELD' : outcome[payment];
    payment = 'canceled';
    seen.canceled = true;
    return [{ type: 'payment-canceled', outcome: answer }];
  }

  return {
    answer(command: SagaCommand, now: number): SagaEvent[] {
      const events = command.name.startsWith('inventory.') ? onStock(command, now) : onPayment(command);
      // What may be asked again is sometimes not heard the first time.
      return random.next() < 0.15 && command.name !== 'payment.authorize' ? [] : events;
    },
    pass: (now: number): SagaEvent[] => (expire(now) ? [{ type: 'stock-released', cause: 'EXPIRED' }] : []),
    isCommitted: () => stock === 'committed',
    isCaptured: () => payment === 'captured',
    holdsStock: () => stock === 'held' || stock === 'committed',
    holdsMoney: () => payment === 'authorized' || payment === 'captured',
    hasReleased: () => seen.released,
    hasCanceled: () => seen.canceled,
    wasAskedForMoney: () => seen.authorize,
  };
}

const when = (condition: boolean, violation: string) => (condition ? [violation] : []);
