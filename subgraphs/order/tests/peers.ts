// Inventory and payment as the order subgraph knows them: commands in, replies out, over the driver and nothing else.
import {
  inventoryStockCommittedV1,
  inventoryStockRejectedV1,
  inventoryStockReleasedV1,
  inventoryStockReservedV1,
  paymentActionRequiredV1,
  paymentAuthorizedV1,
  paymentCanceledV1,
  paymentCapturedV1,
  paymentDeclinedV1,
  topics,
  type EventContract,
  type EventEnvelope,
  type PayloadOf,
} from '@bazaar/events';
import { developmentMessageKeys, type Logger } from '@bazaar/kit';
import { createTailConsumer, type MessageDriver } from '@bazaar/messaging';
import { publishAs } from '@bazaar/messaging/testing';

export function createPeers(driver: MessageDriver, logger: Logger) {
  const commands: EventEnvelope[] = [];
  const events: EventEnvelope[] = [];
  const held = new Map<string, 'VOIDED' | 'REFUNDED'>();
  /** Variants that inventory knows to be sold out, whatever it told before. */
  const soldOut = new Set<string>();

  const isDeafToCaptures = { value: false };

  const say = <C extends EventContract>(contract: C, key: string, payload: PayloadOf<C>, id?: string) =>
    publishAs(driver, contract, key, payload, { id });

  async function answer(command: EventEnvelope): Promise<void> {
    commands.push(command);
    const orderId = command.subject;
    const data = command.data as Command;
    const paymentId = `pay_of_${orderId}`;
    switch (command.type) {
      case 'commerce.inventory.reserve-stock.v1': {
        const short = data.lines.filter((line) => soldOut.has(line.variantId));
        if (short.length === 0) {
          return say(inventoryStockReservedV1, orderId, { orderId, expiresAt: data.expiresAt });
        }
        const shortages = short.map((line) => ({ ...line, requested: line.quantity, available: 0 }));
        return say(inventoryStockRejectedV1, orderId, { orderId, shortages });
      }
      case 'commerce.inventory.release-reservation.v1':
        return say(inventoryStockReleasedV1, orderId, { orderId, cause: 'RELEASED' });
      case 'commerce.inventory.restock.v1':
        return say(inventoryStockReleasedV1, orderId, { orderId, cause: 'RESTOCKED' });
      case 'commerce.inventory.commit-reservation.v1':
        return say(inventoryStockCommittedV1, orderId, { orderId });
      case 'commerce.payment.authorize.v1':
        switch (data.paymentMethod) {
          case 'pm_card_visa_chargeDeclined':
            return say(paymentDeclinedV1, orderId, { orderId, paymentId, reason: 'card_declined' });
          case 'pm_card_authenticationRequired':
            return say(paymentActionRequiredV1, orderId, { orderId, paymentId, url: 'https://bank.test' });
          case 'pm_silent':
            return;
          default:
            held.set(orderId, 'VOIDED');
            return say(paymentAuthorizedV1, orderId, { orderId, paymentId, amount: data.amount });
        }
      case 'commerce.payment.capture.v1':
        if (isDeafToCaptures.value) return;
        held.set(orderId, 'REFUNDED');
        return say(paymentCapturedV1, orderId, {
          orderId,
          paymentId,
          amount: { amountMinor: '0', currency: 'EUR' },
        });
      case 'commerce.payment.cancel.v1':
        return say(paymentCanceledV1, orderId, {
          orderId,
          paymentId,
          outcome: held.get(orderId) ?? 'NOTHING_HELD',
        });
    }
  }

  const inventory = createTailConsumer({
    ...{ driver, logger, keys: developmentMessageKeys, group: 'test.peers' },
    topics: [topics.inventoryCommands, topics.paymentCommands],
    onEvent: answer,
  });
  const listener = createTailConsumer({
    ...{ driver, logger, keys: developmentMessageKeys, group: 'test.listener' },
    topics: [topics.orderEvents],
    // Delivery is at least once: an event is known by its id.
    onEvent: async (event) => {
      if (!events.some((known) => known.id === event.id)) events.push(event);
    },
  });
  return {
    say,
    soldOut,
    isDeafToCaptures,
    commandsTo: (orderId: string) => typesOf(commands, orderId),
    eventsOf: (orderId: string) => typesOf(events, orderId),
    start: async () => {
      await inventory.start();
      await listener.start();
    },
    stop: async () => {
      await inventory.stop();
      await listener.stop();
    },
  };
}

const typesOf = (messages: readonly EventEnvelope[], subject: string) =>
  messages
    .filter((message) => message.subject === subject)
    .map((message) => message.type.replace(/^commerce\.|\.v1$/g, ''));

type Command = {
  lines: { variantId: string; quantity: number }[];
  expiresAt: string;
  paymentMethod: string;
  amount: { amountMinor: string; currency: string };
};
