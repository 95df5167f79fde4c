// For tests of consumers: a message as the service that may say it would publish it, without that service.
import { producersOf, type EventContract, type PayloadOf } from '@bazaar/events';
import { developmentMessageKeys, newUuidV7 } from '@bazaar/kit';
import { toHeaders } from './cloud-events.ts';
import type { MessageDriver, WireMessage } from './drivers/driver.ts';
import { createSigner, sourceOf } from './signature.ts';

/**
 * Publishes a message in the name of its rightful producer, signed with the development key.
 * @example await publishAs(driver, orderConfirmedV1, orderId, payload);
 */
export async function publishAs<C extends EventContract>(
  driver: MessageDriver,
  contract: C,
  aggregateId: string,
  payload: PayloadOf<C>,
  options: SignedMessageOptions = {},
): Promise<void> {
  await driver.publish([signedMessage(contract, aggregateId, payload, options)]);
}

/** The message of `publishAs`, for those who send it themselves. */
export function signedMessage<C extends EventContract>(
  contract: C,
  aggregateId: string,
  payload: PayloadOf<C>,
  options: SignedMessageOptions = {},
): WireMessage {
  const source = options.source ?? sourceOf(producersOf(contract)[0]!);
  const attributes = toHeaders({
    contract,
    id: options.id ?? newUuidV7(),
    subject: aggregateId,
    time: options.time ?? new Date().toISOString(),
    tenantId: options.tenantId ?? 'default',
    correlationId: options.correlationId ?? aggregateId,
  });
  const sequence: Record<string, string> =
    options.sequence === undefined ? {} : { ce_sequence: String(options.sequence) };
  return createSigner(
    source,
    developmentMessageKeys,
  )({
    topic: contract.topic,
    key: aggregateId,
    value: options.value ?? JSON.stringify(payload),
    headers: { ce_source: source, ...attributes, ...sequence },
  });
}

type SignedMessageOptions = {
  id?: string;
  tenantId?: string;
  correlationId?: string;
  sequence?: number;
  /** RFC 3339; now unless given. */
  time?: string;
  /** What is sent instead of the payload. */
  value?: string;
  /** `/bazaar/order`; the contract's own producer unless given. */
  source?: string;
};
