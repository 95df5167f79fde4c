import { endOf, type MemoryPartition } from './memory-partition.ts';
import type { MessageBatch, SubscribeOptions, Subscription } from './driver.ts';

const batchMax = 100;
const redeliverAfterMs = 100;

/** One consumer group of the in-memory driver: who owns which partition, and how far each has been committed. */
export function createMemoryGroup(host: GroupHost) {
  const cursors = new Map<MemoryPartition, Cursor>();
  const members: Member[] = [];
  const changed = createSignal();

  const ownerOf = (partition: MemoryPartition): Member | undefined => {
    const readers = members.filter(
      (member) => member.options.topics.includes(partition.topic) && !member.isStopping,
    );
    return readers[partition.index % Math.max(readers.length, 1)];
  };

  /** Delivers the partition's next batch to its owner, unless one is under way. */
  function pump(partition: MemoryPartition): void {
    const cursor = cursors.get(partition);
    const owner = ownerOf(partition);
    if (!cursor || !owner || cursor.isBusy || owner.paused.has(partition.topic)) return;
    if (cursor.committed >= endOf(partition)) return;
    cursor.isBusy = true;
    const isFirst = cursor.lastOwner !== owner;
    cursor.lastOwner = owner;
    void Promise.resolve()
      .then(() => owner.options.onBatch(batchFor(partition, cursor, owner, isFirst)))
      .then(
        () => 0,
        () => redeliverAfterMs,
      )
      .then((delayMs) => {
        cursor.isBusy = false;
        changed.notify();
        if (delayMs === 0) return pump(partition);
        // A rejected batch is delivered again, from the last commit.
        cursor.lastOwner = undefined;
        setTimeout(() => pump(partition), delayMs).unref();
      });
  }

  function batchFor(
    partition: MemoryPartition,
    cursor: Cursor,
    owner: Member,
    isFirst: boolean,
  ): MessageBatch {
    const from = Math.max(cursor.committed - partition.base, 0);
    return {
      topic: partition.topic,
      partition: partition.index,
      messages: partition.log.slice(from, from + batchMax),
      isFirst,
      async commit(offset) {
        cursor.committed = Math.max(cursor.committed, Number(offset) + 1);
        host.onCommitted(partition);
      },
      async heartbeat() {},
      isStopping: () => owner.isStopping,
    };
  }

  function ownPartitions(member: Member): MemoryPartition[] {
    return [...cursors.keys()].filter((partition) => ownerOf(partition) === member);
  }

  const isDone = (partition: MemoryPartition) =>
    !cursors.get(partition)!.isBusy && cursors.get(partition)!.committed >= endOf(partition);

  async function leave(member: Member): Promise<void> {
    if (!members.includes(member)) return;
    member.isStopping = true;
    await changed.until(
      () => ![...cursors.values()].some((cursor) => cursor.isBusy && cursor.lastOwner === member),
    );
    members.splice(members.indexOf(member), 1);
    member.options.onStatus?.('stopped');
    if (members.length === 0) host.onEmpty();
    for (const partition of cursors.keys()) pump(partition);
  }

  return {
    pump,
    reads: (topic: string) => [...cursors.keys()].some((partition) => partition.topic === topic),
    committed: (partition: MemoryPartition) => cursors.get(partition)?.committed ?? 0,
    join(options: SubscribeOptions): Subscription {
      const member: Member = { options, paused: new Set(), isStopping: false };
      for (const partition of options.topics.flatMap((topic) => host.partitionsOf(topic))) {
        if (cursors.has(partition)) continue;
        const committed = options.fromBeginning === false ? endOf(partition) : partition.base;
        cursors.set(partition, { committed, isBusy: false });
      }
      members.push(member);
      options.onStatus?.('ready');
      for (const partition of cursors.keys()) pump(partition);
      return {
        pause: (topic) => void member.paused.add(topic),
        resume(topic) {
          member.paused.delete(topic);
          for (const partition of cursors.keys()) pump(partition);
        },
        stop: () => leave(member),
        idle: () => changed.until(() => ownPartitions(member).every(isDone)),
        lag: async () =>
          [...cursors].map(([partition, { committed }]) => ({
            ...{ topic: partition.topic, partition: partition.index },
            lag: endOf(partition) - committed,
          })),
      };
    },
    async close() {
      await Promise.all([...members].map(leave));
    },
  };
}

/** Wakes those who wait for a condition whenever something may have changed. */
function createSignal() {
  let waiting: (() => void)[] = [];
  return {
    notify() {
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    async until(condition: () => boolean): Promise<void> {
      while (!condition()) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}

export type MemoryGroup = ReturnType<typeof createMemoryGroup>;

type GroupHost = {
  partitionsOf: (topic: string) => MemoryPartition[];
  onCommitted: (partition: MemoryPartition) => void;
  onEmpty: () => void;
};

type Member = { options: SubscribeOptions; paused: Set<string>; isStopping: boolean };

/** `committed` is the offset of the next message to deliver. */
type Cursor = { committed: number; isBusy: boolean; lastOwner?: Member };
