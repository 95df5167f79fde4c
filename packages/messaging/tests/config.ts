/** Kafka brokers to run the same guarantees against, as `host:port,host:port`; memory only where there are none. */
export const brokers = process.env.KAFKA_BROKERS?.split(',');
