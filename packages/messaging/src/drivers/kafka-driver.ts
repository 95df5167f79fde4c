import { partitionsPerTopic } from '@bazaar/events';
import type { Logger } from '@bazaar/kit';
import kafkajs, { type Admin, type Kafka, type KafkaConfig, type Producer, type RetryOptions } from 'kafkajs';
import { UndeliverableError, type MessageDriver, type WireMessage } from './driver.ts';
import { createKafkaSubscription } from './kafka-subscription.ts';

/**
 * Kafka by kafkajs: an idempotent producer that waits for all replicas, consumers that commit what they finished.
 * It outlives a broker that comes and goes; a publication that fails throws, and the outbox tries again.
 * @example const driver = createKafkaDriver({ brokers: ['localhost:9092'], clientId: 'order', logger });
 */
export function createKafkaDriver(options: KafkaDriverOptions): MessageDriver {
  const { logger } = options;
  const kafka = createClient(options, impatient);
  const consumerKafka = createClient(options, patient);
  const topics = createTopicKeeper(kafka);
  let producer: Promise<Producer> | undefined;
  let isHealthy = true;

  function connected(): Promise<Producer> {
    producer ??= openProducer(kafka).catch((error: unknown) => {
      producer = undefined;
      throw error;
    });
    return producer;
  }

  /** After a failure the broker's idea of the producer's sequence is unknown: the next send begins with a new producer. */
  async function discardProducer(): Promise<void> {
    const discarded = producer;
    producer = undefined;
    await discarded?.then((open) => open.disconnect()).catch(() => undefined);
  }

  return {
    kind: 'kafka',
    async connect() {
      await connected();
    },
    async publish(messages) {
      try {
        await topics.ensure(messages.map((message) => message.topic));
        const open = await connected();
        await open.sendBatch({ acks: -1, topicMessages: byTopic(messages) });
        isHealthy = true;
        return { settled: Promise.resolve() };
      } catch (error) {
        await discardProducer();
        if (isUndeliverable(error)) throw new UndeliverableError(String(error), { cause: error });
        isHealthy = false;
        throw error;
      }
    },
    async subscribe(subscription) {
      return createKafkaSubscription({ kafka: consumerKafka, logger, topics, subscription });
    },
    ensureTopics: (names) => topics.ensure(names),
    isHealthy: () => isHealthy,
    async close() {
      await discardProducer();
      await topics.close();
    },
  };
}

function createClient(options: KafkaDriverOptions, retry: RetryOptions): Kafka {
  return new kafkajs.Kafka({
    clientId: options.clientId,
    brokers: [...options.brokers],
    connectionTimeout: 3000,
    retry,
    logLevel: kafkajs.logLevel.WARN,
    // kafkajs calls rebalances and elections errors; what matters reaches the caller as an exception.
    logCreator: () => (entry) => options.logger.debug({ ...entry.log, from: 'kafkajs' }, entry.log.message),
    ...options.connection,
  });
}

/** A shutdown must not wait for a broker that is away; the outbox tries again. */
const impatient: RetryOptions = { initialRetryTime: 100, maxRetryTime: 1000, retries: 8 };
/**
 * A consumer that gives up joins again as a new member, and the group waits for the old one until its session ends:
 * ten seconds without deliveries. One that goes on trying is back with the broker.
 */
const patient: RetryOptions = {
  initialRetryTime: 100,
  maxRetryTime: 1000,
  retries: 100,
  restartOnFailure: () => Promise.resolve(true),
};

async function openProducer(kafka: Kafka): Promise<Producer> {
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  return producer;
}

/** Creates topics at their first use, with the partitions that are part of the contract. */
function createTopicKeeper(kafka: Kafka) {
  const known = new Set<string>();
  let admin: Promise<Admin> | undefined;

  async function openAdmin(): Promise<Admin> {
    const opened = kafka.admin();
    await opened.connect();
    return opened;
  }

  return {
    async ensure(names: readonly string[]): Promise<void> {
      const missing = [...new Set(names)].filter((name) => !known.has(name));
      if (missing.length === 0) return;
      const open = await this.admin();
      const existing = new Set(await open.listTopics());
      const toCreate = missing.filter((name) => !existing.has(name));
      if (toCreate.length > 0) {
        await open.createTopics({
          topics: toCreate.map((topic) => ({ topic, numPartitions: partitionsPerTopic })),
          waitForLeaders: true,
        });
      }
      for (const name of missing) known.add(name);
    },
    admin(): Promise<Admin> {
      admin ??= openAdmin().catch((error: unknown) => {
        admin = undefined;
        throw error;
      });
      return admin;
    },
    async close(): Promise<void> {
      await admin?.then((open) => open.disconnect()).catch(() => undefined);
      admin = undefined;
    },
  };
}

function byTopic(messages: readonly WireMessage[]) {
  const groups = Map.groupBy(messages, (message) => message.topic);
  return [...groups].map(([topic, group]) => ({
    topic,
    messages: group.map(({ key, value, headers }) => ({ key, value, headers })),
  }));
}

function isUndeliverable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const type = 'type' in error ? error.type : undefined;
  return (typeof type === 'string' && undeliverableTypes.has(type)) || isUndeliverable(error.cause);
}

const undeliverableTypes = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'INVALID_TOPIC_EXCEPTION',
]);

export type KafkaDriverOptions = {
  brokers: readonly string[];
  clientId: string;
  logger: Logger;
  /** TLS and SASL. */
  connection?: Pick<KafkaConfig, 'ssl' | 'sasl'>;
};

export type TopicKeeper = ReturnType<typeof createTopicKeeper>;
