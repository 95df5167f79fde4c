// For a process that hears messages and keeps nothing, such as the gateway: no database client is loaded with this.
export type { MessageDriver } from './drivers/driver.ts';
export { createKafkaDriver } from './drivers/kafka-driver.ts';
export { createTailConsumer } from './consumer/tail-consumer.ts';
export { consumerComponent } from './components.ts';
