// Kafka as far as its promises go: what was taken stays, keys keep their order, groups read at least once. All the
// rest (when, how often, how much at a time, which answer is lost) is the scheduler's.
import type {
  MessageBatch,
  MessageDriver,
  ReceivedMessage,
  SubscribeOptions,
  WireMessage,
} from '@bazaar/messaging';
import type { SimulatedProcess } from './process.ts';
import type { Tasks } from './tasks.ts';

export function createBroker(now: () => number, tasks: Tasks): Broker {
  const logs = new Map<string, Log>();
  const groups = new Map<string, Group>();

  function append(message: WireMessage): void {
    const id = `${message.topic} ${message.key}`;
    const log = logs.get(id) ?? { id, topic: message.topic, key: message.key, messages: [], since: [] };
    logs.set(id, log);
    log.messages.push({ ...message, partition: 0, offset: BigInt(log.messages.length) });
    log.since.push(now());
  }

  function batchOf(
    group: Group,
    member: Member,
    log: Log,
    range: { from: number; count: number },
  ): MessageBatch {
    const isFirst = !member.seen.has(log);
    member.seen.add(log);
    return {
      topic: log.topic,
      partition: 0,
      messages: log.messages.slice(range.from, range.from + range.count),
      isFirst,
      commit: (offset) =>
        member.process.call(async () => {
          group.offsets.set(log, Math.max(group.offsets.get(log) ?? 0, Number(offset) + 1));
        }),
      heartbeat: async () => undefined,
      isStopping: () => false,
    };
  }

  function streamsOf(group: Group): Stream[] {
    const { member } = group;
    if (!member) return [];
    return [...logs.values()]
      .filter((log) => group.topics.has(log.topic) && !member.busy.has(log))
      .map((log) => ({ group, log, committed: group.offsets.get(log) ?? 0 }));
  }

  return {
    append,
    logs: () => [...logs.values()],
    driverOf(process, publish) {
      return {
        kind: 'kafka',
        connect: () => publish.whenAsked(),
        publish: (messages) =>
          process.call(async () => {
            const taken = publish.howMany(messages.length);
            messages.slice(0, taken.count).forEach(append);
            if (!taken.isAnswered) throw new Error('the broker did not answer');
            return { settled: Promise.resolve() };
          }),
        async subscribe(options: SubscribeOptions) {
          const group: Group = groups.get(options.group) ?? {
            name: options.group,
            topics: new Set(),
            offsets: new Map(),
          };
          groups.set(options.group, group);
          group.topics = new Set(options.topics);
          group.member = { process, options, seen: new Set(), busy: new Set() };
          return {
            pause: () => undefined,
            resume: () => undefined,
            stop: async () => undefined,
            idle: async () => undefined,
            lag: async () => [],
          };
        },
        ensureTopics: async () => undefined,
        isHealthy: () => true,
        close: async () => undefined,
      } satisfies MessageDriver;
    },
    leave(process) {
      for (const group of groups.values()) if (group.member?.process === process) group.member = undefined;
    },
    streams: () => [...groups.values()].flatMap(streamsOf),
    async deliver({ group, log }, from, count) {
      const member = group.member!;
      member.busy.add(log);
      const batch = batchOf(group, member, log, { from, count });
      await tasks.start(member.process.name, `${group.name} reads ${log.id}`, async () => {
        // What a consumer throws here is delivered again.
        await member.options.onBatch(batch).catch(() => undefined);
        member.busy.delete(log);
      });
    },
    oldestUnread() {
      const ages = [...groups.values()].flatMap((group) =>
        [...logs.values()]
          .filter((log) => group.topics.has(log.topic))
          .map((log) => log.since[group.offsets.get(log) ?? 0] ?? Infinity),
      );
      return Math.min(Infinity, ...ages);
    },
  };
}

/** All messages of one key on one topic: what Kafka keeps in order. */
export type Log = {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly messages: ReceivedMessage[];
  /** When each came, epoch milliseconds. */
  readonly since: number[];
};

type Member = {
  readonly process: SimulatedProcess;
  readonly options: SubscribeOptions;
  readonly seen: Set<Log>;
  /** Logs of which a batch is being read. */
  readonly busy: Set<Log>;
};

type Group = {
  readonly name: string;
  topics: Set<string>;
  readonly offsets: Map<Log, number>;
  member?: Member;
};

/** What a living consumer could be handed now. */
export type Stream = { readonly group: Group; readonly log: Log; readonly committed: number };

/** How a relay is led by the hand. */
export type Publishing = {
  /** Keeps the relay waiting until it is asked to publish. */
  whenAsked(): Promise<void>;
  /** How many of `offered` are taken, and whether the relay hears of it. */
  howMany(offered: number): { count: number; isAnswered: boolean };
};

export type Broker = {
  /** What a service outside of the simulation says. */
  append(message: WireMessage): void;
  logs(): readonly Log[];
  driverOf(process: SimulatedProcess, publishing: Publishing): MessageDriver;
  leave(process: SimulatedProcess): void;
  streams(): readonly Stream[];
  /** Hands `count` messages from offset `from` to the group, committed or not. */
  deliver(stream: Stream, from: number, count: number): Promise<void>;
  /** When the message came that has waited longest, epoch milliseconds; Infinity when none waits. */
  oldestUnread(): number;
};
