import type { EventContract, EventEnvelope, PayloadOf } from '@bazaar/events';

/** What a service does about one type of message, within the transaction that also marks the message as handled. */
export type MessageHandler<Tx> = {
  contract: EventContract;
  handle: (tx: Tx, event: EventEnvelope) => Promise<void>;
};

/**
 * Binds a handler to a contract, with the payload's type. What it throws is tried again; a `PoisonError` is not.
 * @example implementHandler(inventoryStockReservedV1, (tx, event) => advanceOrder(tx, event.data.orderId));
 */
export function implementHandler<Tx, C extends EventContract>(
  contract: C,
  handle: (tx: Tx, event: EventEnvelope<PayloadOf<C>>) => Promise<void>,
): MessageHandler<Tx> {
  // The consumer parses the payload with this very contract before it calls.
  return { contract, handle: (tx, event) => handle(tx, event as EventEnvelope<PayloadOf<C>>) };
}
