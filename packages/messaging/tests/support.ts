// What the tests of this package share: a database, the drivers that the machine has, a service in miniature.
import { randomUUID } from 'node:crypto';
import { createTestDatabase } from '@bazaar/testkit';
import { brokers } from './config.ts';
import kafkajs from 'kafkajs';
import pg from 'pg';
import { orderPlacedV1, type EventContract, type EventEnvelope, type PayloadOf } from '@bazaar/events';
import { developmentMessageKeys, type Logger } from '@bazaar/kit';
import {
  addToOutbox,
  createConsumer,
  createKafkaDriver,
  createMemoryDriver,
  createRelay,
  implementHandler,
  migrateMessaging,
  outboxMessage,
  sqlFromPool,
  type Consumer,
  type ConsumerOptions,
  type MessageDriver,
  type Relay,
  type RelayOptions,
  type SqlExecutor,
} from '../src/index.ts';

const nothing = () => undefined;
export const silent: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  child: () => silent,
};

/** Memory always, Kafka where `KAFKA_BROKERS` names one. */
export const driverKinds: ('memory' | 'kafka')[] = brokers ? ['memory', 'kafka'] : ['memory'];

/** On Kafka it removes the topics that it created when it closes: a broker is shared by many runs. */
export function createDriver(kind: 'memory' | 'kafka'): MessageDriver {
  if (kind === 'memory') return createMemoryDriver();
  const driver = createKafkaDriver({ brokers: brokers ?? [], clientId: 'messaging-tests', logger: silent });
  const used = new Set<string>();
  const note = (topics: readonly string[]) => topics.forEach((topic) => used.add(topic));
  return {
    ...driver,
    publish(messages) {
      note(messages.map((message) => message.topic));
      return driver.publish(messages);
    },
    subscribe(subscription) {
      note(subscription.topics);
      return driver.subscribe(subscription);
    },
    async close() {
      await driver.close();
      await removeTopics([...used]);
    },
  };
}

async function removeTopics(topics: string[]): Promise<void> {
  const admin = new kafkajs.Kafka({ brokers: brokers ?? [], logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
  const existing = new Set(await admin.listTopics());
  const created = topics.filter((topic) => existing.has(topic));
  if (created.length > 0) await admin.deleteTopics({ topics: created });
  await admin.disconnect();
}

/** The contract of a real event on a topic of the test's own, so that no test reads what another wrote. */
export const ownTopic = <C extends EventContract>(contract: C): C => ({
  ...contract,
  topic: `test-${randomUUID()}.${contract.type}`,
});

export type OrderPlaced = PayloadOf<typeof orderPlacedV1>;
export type OrderEvent = EventEnvelope<OrderPlaced>;

/** A service in miniature: a database with an `effect` table, and relays and consumers that end with the test. */
export async function createService(driver: MessageDriver) {
  const database = await createTestDatabase('messaging');
  // More connections than the test's own pool has: the experiment needs its sixteen writers at once.
  const pool = new pg.Pool({ connectionString: database.url, max: 40 });
  pool.on('error', nothing);
  await migrateMessaging(pool);
  await pool.query('create table effect (position bigserial, event_id uuid, key text, note text)');
  const sql = sqlFromPool(pool);
  const contract = ownTopic(orderPlacedV1);
  const running: { stop(): Promise<void> }[] = [];

  const messageFor = (orderId: string, note = '', options: { availableAt?: Date } = {}) =>
    outboxMessage(contract, orderId, payloadOf(orderId, note), { tenantId: 'tenant' }, options);

  return {
    pool,
    sql,
    contract,
    driver,
    messageFor,
    place: (orderId: string, ...notes: string[]) =>
      sql.transaction((tx) =>
        addToOutbox(
          tx,
          notes.map((note) => messageFor(orderId, note)),
        ),
      ),
    async startRelay(options: Partial<RelayOptions> = {}): Promise<Relay> {
      const relay = createRelay({
        pool,
        driver,
        source: '/bazaar/order',
        keys: developmentMessageKeys,
        logger: silent,
        pollMaxMs: 50,
        ...options,
      });
      running.push(relay);
      await relay.start();
      return relay;
    },
    async startConsumer(
      handle: (tx: SqlExecutor, event: OrderEvent) => Promise<void> = recordEffect,
      options: Partial<ConsumerOptions<SqlExecutor>> = {},
    ): Promise<Consumer> {
      const consumer = createConsumer<SqlExecutor>({
        group: `order.${randomUUID()}`,
        driver,
        logger: silent,
        keys: developmentMessageKeys,
        pool,
        handlers: [implementHandler(contract, handle)],
        transaction: (fn) => sql.transaction((tx) => fn(tx, tx)),
        ordering: 'key',
        retriesMax: 0,
        ...options,
      });
      running.push(consumer);
      await consumer.start();
      return consumer;
    },
    /** The effects of an order's events, in the order in which they were committed. */
    async effectsOf(orderId: string): Promise<string[]> {
      const rows = await sql.query<{ note: string }>(
        'select note from effect where key = $1 order by position',
        [orderId],
      );
      return rows.map((row) => row.note);
    },
    async close() {
      for (const part of running.reverse()) await part.stop();
      await driver.close();
      await pool.end();
      await database.drop();
    },
  };
}

export type TestService = Awaited<ReturnType<typeof createService>>;

export async function recordEffect(tx: SqlExecutor, event: OrderEvent): Promise<void> {
  await tx.query('insert into effect (event_id, key, note) values ($1, $2, $3)', [
    event.id,
    event.subject,
    event.data.customerId,
  ]);
}

/** The note travels in a field of the real contract. */
export const payloadOf = (orderId: string, note: string): OrderPlaced => ({
  orderId,
  customerId: note,
  total: { amountMinor: '100', currency: 'EUR' },
  lines: [],
});

export const newOrderId = () => `ord_${randomUUID()}`;
