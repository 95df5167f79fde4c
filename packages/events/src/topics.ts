/** Every topic of the platform. All events of one aggregate type share a topic, so that their order holds. */
export const topics = {
  userEvents: 'commerce.user.events.v1',
  productEvents: 'commerce.product.events.v1',
  inventoryEvents: 'commerce.inventory.events.v1',
  inventoryCommands: 'commerce.inventory.commands.v1',
  orderEvents: 'commerce.order.events.v1',
  orderReplies: 'commerce.order.replies.v1',
  orderTimers: 'commerce.order.timers.v1',
  inventoryTimers: 'commerce.inventory.timers.v1',
  paymentEvents: 'commerce.payment.events.v1',
  paymentCommands: 'commerce.payment.commands.v1',
  notificationEvents: 'commerce.notification.events.v1',
} as const;

/** Part of the contract: a different number would send an aggregate's later events elsewhere. */
export const partitionsPerTopic = 12;

/** Where a service's retries of unordered work wait, and where its dead letters go. */
export const retryDelays = { '10s': 10_000, '1m': 60_000, '10m': 600_000, '1h': 3_600_000 } as const;
export const retryTopic = (topic: string, delay: keyof typeof retryDelays) => `${topic}.retry.${delay}`;
export const deadLetterTopic = (topic: string) => `${topic}.dlq`;
