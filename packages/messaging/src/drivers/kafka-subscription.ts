import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@bazaar/kit';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type {
  MessageBatch,
  PartitionLag,
  ReceivedMessage,
  SubscribeOptions,
  Subscription,
  SubscriptionStatus,
} from './driver.ts';
import type { TopicKeeper } from './kafka-driver.ts';

/** So many fatal crashes without a commit between them, and only a new process can help. */
const crashesMax = 3;
const leaveMs = 5000;

/**
 * One member of a consumer group.
 *
 * - It joins in the background and tries until the broker is there: a service starts without it.
 * - kafkajs restarts after errors that pass; after one that does not, the consumer is created anew. The third
 *   such crash in a row is the last: the subscription is unhealthy for good.
 * - To stop it drains first: once `disconnect` has begun, kafkajs silently drops commits, and the batch in hand would
 *   be delivered again.
 */
export function createKafkaSubscription(host: SubscriptionHost): Subscription {
  const { kafka, logger, topics, subscription } = host;
  const { group } = subscription;
  const seen = new Set<string>();
  const paused = new Set<string>();
  let consumer: Consumer | undefined;
  let isStopping = false;
  let isReady = false;
  let inFlight = 0;
  let crashes = 0;

  const setStatus = (status: SubscriptionStatus) => {
    isReady = status === 'ready';
    subscription.onStatus?.(status);
  };

  async function join(): Promise<void> {
    for (let delayMs = 200; !isStopping; delayMs = Math.min(delayMs * 2, 5000)) {
      try {
        return await tryToJoin();
      } catch (error) {
        logger.warn({ err: error, group }, 'consumer cannot join its group, trying again');
        await consumer?.disconnect().catch(() => undefined);
        for (let waitedMs = 0; waitedMs < delayMs && !isStopping; waitedMs += 100) await sleep(100);
      }
    }
  }

  async function tryToJoin(): Promise<void> {
    await topics.ensure(subscription.topics);
    const joining = createConsumer(kafka, group);
    consumer = joining;
    observe(joining);
    await joining.connect();
    await joining.subscribe({
      topics: [...subscription.topics],
      fromBeginning: subscription.fromBeginning ?? true,
    });
    await joining.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 3,
      eachBatch: (payload) => onBatch(joining, payload),
    });
  }

  function observe(joining: Consumer): void {
    joining.on('consumer.connect', () => setStatus('connected'));
    joining.on('consumer.rebalancing', () => setStatus('connected'));
    joining.on('consumer.group_join', ({ payload }) => {
      const assigned = new Set(
        Object.entries(payload.memberAssignment).flatMap(([topic, list]) =>
          list.map((index) => `${topic}/${index}`),
        ),
      );
      for (const partition of seen) if (!assigned.has(partition)) seen.delete(partition);
      for (const topic of paused) joining.pause([{ topic }]);
      setStatus('ready');
    });
    joining.on('consumer.crash', ({ payload }) => {
      if (isStopping) return;
      logger.error({ err: payload.error, group, restart: payload.restart }, 'consumer crashed');
      setStatus('waiting');
      if (payload.restart) return;
      crashes += 1;
      if (crashes >= crashesMax) setStatus('unhealthy');
      else void join();
    });
  }

  async function onBatch(joined: Consumer, payload: EachBatchPayload): Promise<void> {
    if (isStopping) return;
    const { topic, partition } = payload.batch;
    const name = `${topic}/${partition}`;
    const isFirst = !seen.has(name);
    seen.add(name);
    inFlight += 1;
    try {
      await subscription.onBatch(
        toBatch(joined, payload, isFirst, { isStopping: () => isStopping, onCommitted: () => (crashes = 0) }),
      );
    } catch (error) {
      seen.delete(name);
      throw error;
    } finally {
      inFlight -= 1;
    }
  }

  async function lag(): Promise<PartitionLag[]> {
    const admin = await topics.admin();
    const committed = await admin.fetchOffsets({ groupId: group, topics: [...subscription.topics] });
    const lags = committed.map(async ({ topic, partitions }) => {
      const ends = await admin.fetchTopicOffsets(topic);
      return ends.map((end) => {
        const offset = BigInt(partitions.find((one) => one.partition === end.partition)?.offset ?? -1);
        // Nothing committed yet: a group that reads from the beginning has everything before it.
        const start = BigInt(subscription.fromBeginning === false ? end.high : end.low);
        return {
          topic,
          partition: end.partition,
          lag: Number(BigInt(end.high) - (offset >= 0n ? offset : start)),
        };
      });
    });
    return (await Promise.all(lags)).flat();
  }

  const isBehind = async () => (await lag()).some((one) => one.lag > 0);

  void join();
  return {
    pause(topic) {
      paused.add(topic);
      consumer?.pause([{ topic }]);
    },
    resume(topic) {
      paused.delete(topic);
      consumer?.resume([{ topic }]);
    },
    async stop() {
      isStopping = true;
      while (inFlight > 0) await sleep(10);
      // Without a broker there is nobody to take leave of.
      const left = consumer?.disconnect().catch(() => undefined);
      await Promise.race([left, sleep(leaveMs, undefined, { ref: false })]);
      setStatus('stopped');
    },
    async idle() {
      while (!isStopping && (!isReady || inFlight > 0 || (await isBehind()))) await sleep(20);
    },
    lag,
  };
}

function createConsumer(kafka: Kafka, groupId: string): Consumer {
  return kafka.consumer({
    groupId,
    // A killed member keeps its group waiting for this long; half a minute was longer than a checkout's patience.
    sessionTimeout: 10_000,
    heartbeatInterval: 3000,
    // The default of five seconds delays quiet topics.
    maxWaitTimeInMs: 100,
    allowAutoTopicCreation: false,
  });
}

function toBatch(
  consumer: Consumer,
  payload: EachBatchPayload,
  isFirst: boolean,
  member: { isStopping: () => boolean; onCommitted: () => void },
): MessageBatch {
  const { topic, partition, messages } = payload.batch;
  return {
    topic,
    partition,
    isFirst,
    messages: messages.map((message): ReceivedMessage => ({
      topic,
      partition,
      offset: BigInt(message.offset),
      key: textOf(message.key) ?? '',
      value: textOf(message.value) ?? 'null',
      headers: Object.fromEntries(
        Object.entries(message.headers ?? {}).map(([name, value]) => [name, textOf(value) ?? '']),
      ),
    })),
    async commit(offset) {
      payload.resolveOffset(String(offset));
      await consumer.commitOffsets([{ topic, partition, offset: String(offset + 1n) }]);
      member.onCommitted();
    },
    heartbeat: () => payload.heartbeat(),
    isStopping: () => member.isStopping() || payload.isStale() || !payload.isRunning(),
  };
}

/** PostgreSQL keeps no NUL in a text, and whatever comes must be kept, if only as a dead letter. */
const textOf = (value: { toString(): string } | null | undefined) =>
  value?.toString().replaceAll('\0', '\uFFFD');

type SubscriptionHost = {
  kafka: Kafka;
  logger: Logger;
  topics: TopicKeeper;
  subscription: SubscribeOptions;
};
