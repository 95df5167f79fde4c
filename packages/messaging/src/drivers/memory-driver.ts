import { partitionsPerTopic } from '@bazaar/events';
import { partitionOf } from '../partitioner.ts';
import type {
  MessageBatch,
  MessageDriver,
  ReceivedMessage,
  SubscribeOptions,
  Subscription,
  WireMessage,
} from './driver.ts';
import { createMemoryGroup, type MemoryGroup } from './memory-group.ts';
import { endOf, type MemoryPartition } from './memory-partition.ts';

/**
 * Kafka's promises without Kafka: partitions by the same function, groups with committed offsets, redelivery of what
 * was not committed. One instance is shared by all services of a process. It forgets when the process ends, which
 * loses nothing: a publication settles, and its outbox row is marked, when every group has committed it.
 * @example const driver = createMemoryDriver();
 */
export function createMemoryDriver(options: MemoryDriverOptions = {}): MemoryDriver {
  const { partitions = partitionsPerTopic, retainedMax = 1000 } = options;
  let isHeld = options.isHeld ?? false;
  const topics = new Map<string, MemoryPartition[]>();
  const groups = new Map<string, MemoryGroup>();

  function partitionsOf(topic: string): MemoryPartition[] {
    let found = topics.get(topic);
    if (!found) {
      found = Array.from({ length: partitions }, (_, index) => ({
        topic,
        index,
        base: 0,
        log: [],
        waiters: [],
      }));
      topics.set(topic, found);
    }
    return found;
  }

  function append(message: WireMessage): MemoryPartition {
    const partition = partitionsOf(message.topic)[partitionOf(message.key, partitions)]!;
    const offset = BigInt(endOf(partition));
    partition.log.push({ ...message, partition: partition.index, offset } satisfies ReceivedMessage);
    return partition;
  }

  const interested = (topic: string) => [...groups.values()].filter((group) => group.reads(topic));

  /** Lets go of what every group has committed, and tells the publishers. */
  function onCommitted(partition: MemoryPartition): void {
    if (isHeld) return;
    const offsets = interested(partition.topic).map((group) => group.committed(partition));
    const safe = offsets.length === 0 ? endOf(partition) : Math.min(...offsets);
    const waiting = partition.waiters;
    partition.waiters = waiting.filter((waiter) => waiter.end > safe);
    for (const waiter of waiting) if (waiter.end <= safe) waiter.resolve();
    const surplus = Math.min(safe - partition.base, partition.log.length - retainedMax);
    // Cut in large steps: each cut copies the rest.
    if (surplus < retainedMax) return;
    partition.log.splice(0, surplus);
    partition.base += surplus;
  }

  return {
    kind: 'memory',
    release() {
      isHeld = false;
      for (const partition of [...topics.values()].flat()) onCommitted(partition);
    },
    async connect() {},
    async publish(messages) {
      const touched = new Set(messages.map(append));
      const settled = [...touched].map(
        (partition) =>
          new Promise<void>((resolve) => partition.waiters.push({ end: endOf(partition), resolve })),
      );
      for (const partition of touched) {
        for (const group of interested(partition.topic)) group.pump(partition);
        onCommitted(partition);
      }
      return { settled: Promise.all(settled).then(() => undefined) };
    },
    async subscribe(subscription: SubscribeOptions): Promise<Subscription> {
      let group = groups.get(subscription.group);
      if (!group) {
        const onEmpty = () => {
          if (subscription.fromBeginning === false) groups.delete(subscription.group);
          for (const partition of [...topics.values()].flat()) onCommitted(partition);
        };
        group = createMemoryGroup({ partitionsOf, onCommitted, onEmpty });
        groups.set(subscription.group, group);
      }
      return group.join(subscription);
    },
    async ensureTopics(names) {
      names.forEach(partitionsOf);
    },
    isHealthy: () => true,
    async close() {
      for (const group of groups.values()) await group.close();
    },
  };
}

export type MemoryDriver = MessageDriver & {
  /** Publications may settle from now on; see `isHeld`. */
  release(): void;
};

export type MemoryDriverOptions = {
  /**
   * Nothing settles before `release()`: for a process whose services start one after another. A topic counts as read
   * once all of its groups have committed, and a group that has not joined yet is not one of them.
   */
  isHeld?: boolean;
  partitions?: number;
  /** How many committed messages a partition keeps for groups that come later. */
  retainedMax?: number;
};

export type DeliveredBatch = MessageBatch;
