import type { Component, Logger, MessagingConfig } from '@bazaar/kit';
import { consumerComponent, relayComponent } from './components.ts';
import { createConsumer, type ConsumerOptions } from './consumer/consumer.ts';
import type { MessageDriver } from './drivers/driver.ts';
import { createKafkaDriver } from './drivers/kafka-driver.ts';
import { createRelay } from './relay/relay.ts';
import { createRetention, messagingRetention, type RetentionRule } from './retention.ts';
import type pg from 'pg';

/**
 * All that a service needs to say and hear messages. `components` (driver, relay, retention) start after the database,
 * consumers after them.
 * @example
 * const messaging = createMessaging({ name: 'order', config, db, logger, driver: parts.driver });
 * components: [db.component, ...messaging.components, messaging.consumer({ group: 'order.saga', handlers })]
 */
export function createMessaging<Tx>(options: MessagingOptions<Tx>): Messaging<Tx> {
  const { name, config, db, logger } = options;
  const { pool, transaction } = db;
  const driver =
    options.driver ?? createKafkaDriver({ brokers: config.kafkaBrokers, clientId: name, logger });
  const keys = config.messageKeys;
  const relay = createRelay({ pool, driver, source: `/bazaar/${name}`, keys, logger });
  const rules = [...messagingRetention(config.messagingRetentionDays), ...(options.retention ?? [])];
  const ownDriver = { name: 'kafka', start: () => driver.connect(), stop: () => driver.close() };
  return {
    nudge: () => relay.nudge(),
    components: [
      ...(options.driver ? [] : [ownDriver]),
      relayComponent(relay, pool),
      createRetention({ pool, rules, logger, now: options.now }),
    ],
    consumer: ({ group, handlers, ordering = 'key' }) => {
      const shared = { driver, logger, keys, pool, transaction, onHandled: () => relay.nudge() };
      return consumerComponent(createConsumer({ ...shared, group, handlers, ordering }));
    },
  };
}

export type MessagingOptions<Tx> = {
  /** The service's; what it says comes from `/bazaar/<name>`. */
  name: string;
  config: MessagingConfig;
  db: { readonly pool: pg.Pool; readonly transaction: ConsumerOptions<Tx>['transaction'] };
  logger: Logger;
  /** Where several services share a process; Kafka otherwise. */
  driver?: MessageDriver | undefined;
  /** What else of the service's own is not kept for ever. */
  retention?: readonly RetentionRule[];
  /** The clock of the retention. */
  now?: (() => Date) | undefined;
};

export type Messaging<Tx> = {
  /** Tells the relay that a transaction with outbox rows was committed; cheap, never throws. */
  nudge: () => void;
  components: readonly Component[];
  /** `ordering` is `key` unless told. */
  consumer(
    options: Pick<ConsumerOptions<Tx>, 'group' | 'handlers'> & Partial<Pick<ConsumerOptions<Tx>, 'ordering'>>,
  ): Component;
};
