// The receiving side: messages reach handlers once, in the order of their key. What a handler does is the service's.
import { ceType } from '@bazaar/events';
import type { Logger, MessageKey } from '@bazaar/kit';
import type pg from 'pg';
import type {
  MessageBatch,
  MessageDriver,
  PartitionLag,
  Subscription,
  SubscriptionStatus,
} from '../drivers/driver.ts';
import type { SqlExecutor } from '../sql.ts';
import type { MessageHandler } from './handler.ts';
import { createConsumerHealth } from './health.ts';
import { createSlots, runKeyChains } from './key-chains.ts';
import { createMessageProcessor, type Delivery } from './process-message.ts';
import { retryTopicsOf } from './retry-topics.ts';

/** Handler transactions at a time, over all partitions. */
const concurrencyMax = 8;
const heartbeatMs = 3000;

/**
 * Reads the topics of its handlers' contracts and applies each message exactly once: inbox row, effects and new outbox
 * rows are one transaction, and the offset is committed after it. Types without a handler are ignored.
 * @example createConsumer({ group: 'order.saga', driver, logger, pool, ordering: 'key', handlers, transaction });
 */
export function createConsumer<Tx>(options: ConsumerOptions<Tx>): Consumer {
  const { driver, group, handlers, logger } = options;
  const own = [...new Set(handlers.map((handler) => handler.contract.topic))];
  const topics = options.ordering === 'none' ? [...own, ...retryTopicsOf(own)] : own;
  const processor = createMessageProcessor(options);
  const freshSlots = createSlots(concurrencyMax);
  // What may have ended a process is handled alone, so that its neighbours are not taken for the culprit.
  const suspectSlots = createSlots(1);
  const health = createConsumerHealth(group, logger);
  let subscription: Subscription | undefined;
  assertOneHandlerEach(handlers);

  async function onBatch(batch: MessageBatch): Promise<void> {
    const beat = setInterval(() => void batch.heartbeat().catch(() => undefined), heartbeatMs);
    const delivery: Delivery = { isStopping: () => batch.isStopping(), isSuspect: batch.isFirst };
    try {
      if (batch.isFirst && !(await processor.takeOver(delivery))) return;
      const slots = batch.isFirst ? suspectSlots : freshSlots;
      const last = await runKeyChains(batch.messages, slots, (message) =>
        processor.process(message, delivery),
      );
      if (last !== undefined) await batch.commit(last);
    } finally {
      clearInterval(beat);
    }
  }

  return {
    async start() {
      subscription = await driver.subscribe({
        group,
        topics,
        onBatch,
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

function assertOneHandlerEach(handlers: readonly MessageHandler<never>[]): void {
  const types = handlers.map((handler) => ceType(handler.contract));
  const twice = types.find((type, index) => types.indexOf(type) !== index);
  if (twice) throw new Error(`Two handlers for ${twice} in one consumer: the second would never run.`);
}

export type ConsumerOptions<Tx> = {
  /** `<subgraph>.<purpose>`; the unit of deduplication. */
  group: string;
  driver: MessageDriver;
  logger: Logger;
  /** Of the services whose messages it believes. */
  keys: readonly MessageKey[];
  /** Inbox, parked keys and dead letters outside of the handler's transaction; the same database. */
  pool: pg.Pool;
  handlers: readonly MessageHandler<Tx>[];
  /** The service's own transaction; `sql` runs inside it. */
  transaction: <T>(fn: (tx: Tx, sql: SqlExecutor) => Promise<T>) => Promise<T>;
  /** `key`: block in place, then park the key. `none`: retry topics. */
  ordering: 'key' | 'none';
  /** Called after each commit, e.g. `relay.nudge`. */
  onHandled?: () => void;
  /** Retries in place. Default 7 (about 13 s) for `key`, 2 for `none`. */
  retriesMax?: number;
};

export type Consumer = {
  readonly group: string;
  /** Begins to join its group and goes on trying: a service starts without its broker. `status()` tells how far it is. */
  start(): Promise<void>;
  /** Drains: the messages in hand are finished and committed. */
  stop(): Promise<void>;
  status(): SubscriptionStatus;
  /** Resolves when it is unhealthy for good: only a new process can help. */
  readonly failed: Promise<Error>;
  /** What its group has yet to handle, by partition; rejects while the broker cannot be asked. */
  lag(): Promise<readonly PartitionLag[]>;
  /** Resolves when everything that its topics hold now has been handled. For tests and the demonstration. */
  idle(): Promise<void>;
};
