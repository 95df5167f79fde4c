// Events between services, lossless and in order: outbox, relay, inbox, consumers, retries, dead letters, idempotency.
// No knowledge of a single service or event lives here.
export { sqlFromPool, sqlFromPrisma, type SqlExecutor, type SqlPool } from './sql.ts';
export { migrateMessaging } from './migrate.ts';
export { addToOutbox, outboxMessage, type MessageContext, type OutboxMessage } from './outbox/outbox.ts';
export { createRelay, type Relay, type RelayMetrics, type RelayOptions } from './relay/relay.ts';
export * from './drivers/driver.ts';
export { createKafkaDriver, type KafkaDriverOptions } from './drivers/kafka-driver.ts';
export { createMemoryDriver, type MemoryDriver, type MemoryDriverOptions } from './drivers/memory-driver.ts';
export { createConsumer, type Consumer, type ConsumerOptions } from './consumer/consumer.ts';
export { createTailConsumer, type TailConsumerOptions } from './consumer/tail-consumer.ts';
export { implementHandler, type MessageHandler } from './consumer/handler.ts';
export { PoisonError } from './consumer/failures.ts';
export {
  withIdempotency,
  type IdempotencyOutcome,
  type IdempotencyRequest,
  type JsonValue,
} from './idempotency.ts';
export { once, Refusal, type OnceRequest } from './once.ts';
export { prune, type RetentionRule } from './retention.ts';
export { createMessaging, type Messaging, type MessagingOptions } from './service-messaging.ts';
export {
  createDeadLetters,
  type DeadLetterDepth,
  type DeadLetterDetail,
  type DeadLetterFilter,
  type DeadLetters,
} from './dead-letters.ts';
export { createJobWorker, type JobWorkerOptions } from './jobs/job-worker.ts';
export { consumerComponent } from './components.ts';
export { createServicePool, databaseComponent } from './service-pool.ts';
