import type { EventEnvelope } from '@bazaar/events';
import type { Logger, MessageKey } from '@bazaar/kit';
import { contractOf, toEnvelope } from '../cloud-events.ts';
import { withEvent } from '../current-event.ts';
import { createVerifier } from '../signature.ts';
import type { MessageBatch, MessageDriver, Subscription } from '../drivers/driver.ts';
import type { Consumer } from './consumer.ts';
import { forConsumerHeader } from './control-headers.ts';
import { createConsumerHealth } from './health.ts';

/**
 * A consumer without a database: every event of the topics, in the order of its partition, at least once. An event
 * that cannot be read or believed is logged and skipped; a rejection of `onEvent` delivers the rest of the batch again.
 * @example createTailConsumer({ driver, logger, group: 'gateway.fan-out', topics, onEvent, fromBeginning: false });
 */
export function createTailConsumer(options: TailConsumerOptions): Consumer {
  const { driver, group, logger, topics } = options;
  const distrust = createVerifier(options.keys);
  const health = createConsumerHealth(group, logger);
  let subscription: Subscription | undefined;

  async function onBatch(batch: MessageBatch): Promise<void> {
    for (const message of batch.messages) {
      if (batch.isStopping()) return;
      const event = read(message);
      if (event) await withEvent(event, () => options.onEvent(event));
      await batch.commit(message.offset);
    }
  }

  function read(message: MessageBatch['messages'][number]): EventEnvelope | undefined {
    const contract = contractOf(message);
    if (!contract || message.headers[forConsumerHeader] !== undefined) return undefined;
    try {
      const reason = distrust(message);
      if (reason) throw reason;
      return toEnvelope(message, contract);
    } catch (error) {
      logger.warn(
        { err: error, group, topic: message.topic, offset: String(message.offset) },
        'event skipped',
      );
      return undefined;
    }
  }

  return {
    async start() {
      subscription = await driver.subscribe({
        group,
        topics,
        onBatch,
        fromBeginning: options.fromBeginning ?? false,
        onStatus: health.onStatus,
      });
    },
    async stop() {
      await subscription?.stop();
      subscription = undefined;
      health.onStatus('stopped');
    },
    group,
    failed: health.failed,
    status: health.status,
    async lag() {
      return (await subscription?.lag()) ?? [];
    },
    async idle() {
      await subscription?.idle();
    },
  };
}

export type TailConsumerOptions = {
  driver: MessageDriver;
  logger: Logger;
  /** Of the services whose messages it believes. */
  keys: readonly MessageKey[];
  group: string;
  topics: readonly string[];
  onEvent: (event: EventEnvelope) => Promise<void> | void;
  /** Default false: a group without offsets begins with what comes next. */
  fromBeginning?: boolean;
};
