import type { State } from './store.ts';

/** What happened to the money of one order, for tests that count. Minor units. */
export type OrderSummary = {
  orderId: string;
  intents: number;
  /** Charges that succeeded: one, unless somebody paid twice. */
  charges: number;
  captures: number;
  authorizedMinor: number;
  capturedMinor: number;
  refundedMinor: number;
  /** Held on the card now: authorised, and neither captured nor given back. */
  heldMinor: number;
};

/** By `metadata.order_id`, in the order of the first intent. */
export function summarizeOrders(state: State): OrderSummary[] {
  const byOrder = new Map<string, OrderSummary>();
  for (const intent of state.intents.values()) {
    const summary = ensure(byOrder, intent.metadata['order_id'] ?? '');
    summary.intents += 1;
    summary.heldMinor += intent.amount_capturable;
  }
  for (const charge of state.charges.values()) {
    if (charge.status !== 'succeeded') continue;
    const summary = ensure(byOrder, charge.metadata['order_id'] ?? '');
    summary.charges += 1;
    summary.captures += charge.captured ? 1 : 0;
    summary.authorizedMinor += charge.amount;
    summary.capturedMinor += charge.amount_captured;
    summary.refundedMinor += charge.captured ? charge.amount_refunded : 0;
  }
  return [...byOrder.values()];
}

function ensure(byOrder: Map<string, OrderSummary>, orderId: string): OrderSummary {
  const known = byOrder.get(orderId);
  if (known) return known;
  const fresh: OrderSummary = {
    orderId,
    intents: 0,
    charges: 0,
    captures: 0,
    authorizedMinor: 0,
    capturedMinor: 0,
    refundedMinor: 0,
    heldMinor: 0,
  };
  byOrder.set(orderId, fresh);
  return fresh;
}
