// The two transports, Kafka and in-memory, behind one narrow type. Nothing here knows databases or contracts.

/** A message on its way: the value is JSON text; headers are the CloudEvents attributes in Kafka's binary mode. */
export type WireMessage = {
  topic: string;
  key: string;
  value: string;
  headers: Record<string, string>;
};

export type ReceivedMessage = WireMessage & { partition: number; offset: bigint };

/** Consecutive messages of one partition. */
export type MessageBatch = {
  topic: string;
  partition: number;
  messages: readonly ReceivedMessage[];
  /** True for the first batch since this member got the partition: it may hold messages that were delivered before. */
  isFirst: boolean;
  /** Everything up to and including `offset` is done and is not delivered to this group again. */
  commit(offset: bigint): Promise<void>;
  /** Keeps the membership alive; to be called every few seconds while a batch waits. */
  heartbeat(): Promise<void>;
  /** True once the subscription is being stopped or has lost the partition: commit what is done and return. */
  isStopping(): boolean;
};

export type SubscribeOptions = {
  group: string;
  topics: readonly string[];
  /** Where a group without offsets begins. Default true. Groups that begin at the end are forgotten when they stop. */
  fromBeginning?: boolean;
  /** Batches of one partition come one after the other; partitions run concurrently. A rejection means redelivery. */
  onBatch: (batch: MessageBatch) => Promise<void>;
  /** Told whenever the subscription's health changes. */
  onStatus?: (status: SubscriptionStatus) => void;
};

export type SubscriptionStatus = 'waiting' | 'connected' | 'ready' | 'unhealthy' | 'stopped';

export type Subscription = {
  pause(topic: string): void;
  resume(topic: string): void;
  /** Drains: no new batch, waits for those in flight, commits, leaves the group. */
  stop(): Promise<void>;
  /** Resolves when this member has handled everything that its partitions hold. */
  idle(): Promise<void>;
  /** How many messages its group has yet to commit, by partition. Rejects while the broker cannot be asked. */
  lag(): Promise<readonly PartitionLag[]>;
};

export type PartitionLag = { topic: string; partition: number; lag: number };

/**
 * What a publication promises. `settled` resolves when the messages survive a crash of this process without their
 * outbox rows: on Kafka at once (all replicas have acknowledged), in memory when every group has committed them.
 */
export type Receipt = { settled: Promise<void> };

export type MessageDriver = {
  readonly kind: 'kafka' | 'memory';
  connect(): Promise<void>;
  /** Appends in the given order per key. Throws `UndeliverableError` for a message that the broker will never take. */
  publish(messages: readonly WireMessage[]): Promise<Receipt>;
  subscribe(options: SubscribeOptions): Promise<Subscription>;
  ensureTopics(topics: readonly string[]): Promise<void>;
  isHealthy(): boolean;
  close(): Promise<void>;
};

/** The broker refuses this message for what it is (too large, not encodable); trying again cannot help. */
export class UndeliverableError extends Error {
  override readonly name = 'UndeliverableError';
}
