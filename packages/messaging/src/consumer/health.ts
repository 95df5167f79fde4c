import type { Logger } from '@bazaar/kit';
import type { SubscriptionStatus } from '../drivers/driver.ts';

/** How a consumer is. `unhealthy` is for good: its driver does not try any more. */
export function createConsumerHealth(group: string, logger: Logger) {
  const failure = Promise.withResolvers<Error>();
  let status: SubscriptionStatus = 'waiting';
  return {
    status: () => status,
    failed: failure.promise,
    onStatus: (next: SubscriptionStatus): void => {
      status = next;
      if (next !== 'unhealthy') return;
      logger.error({ group }, 'consumer is unhealthy');
      failure.resolve(new Error(`The consumer ${group} has crashed for good.`));
    },
  };
}
