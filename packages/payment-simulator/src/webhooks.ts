import { createHmac } from 'node:crypto';
import type { Logger } from '@bazaar/kit';
import type { SimulatorConfig, WebhookEndpoint } from './config.ts';
import type { ActiveFaults } from './faults.ts';
import { toSeconds, type StripeEvent } from './objects.ts';
import type { Store } from './store.ts';

const requestTimeoutMs = 5_000;

/**
 * Posts events to the endpoints, each again and again until it answers 2xx. What was not accepted is delivered after
 * a restart. Like Stripe's, deliveries run side by side and promise no order.
 */
export function createWebhooks(options: {
  config: SimulatorConfig;
  store: Store;
  faults: () => ActiveFaults;
  logger: Logger;
}): Webhooks {
  const { config, store, logger } = options;
  const endpoints = [...config.webhooks];
  const timers = new Set<NodeJS.Timeout>();
  const underway = new Set<string>();
  let held: StripeEvent[] = [];
  let isStopped = false;

  const later = (delayMs: number, run: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, delayMs);
    timers.add(timer);
  };

  /** Starts what is new and not delivered, in the order in which it happened. */
  function wake(): void {
    const { webhooks } = options.faults();
    if (isStopped || webhooks.isOff || endpoints.length === 0) return;
    for (const id of store.state.pending) {
      if (underway.has(id)) continue;
      underway.add(id);
      const event = store.state.events.get(id)!;
      if (webhooks.reverseWithinMs > 0) hold(event, webhooks.reverseWithinMs);
      else later(webhooks.delayMs, () => void deliver(event));
    }
  }

  function hold(event: StripeEvent, windowMs: number): void {
    held.push(event);
    if (held.length > 1) return;
    later(windowMs, () => {
      const reversed = held.reverse();
      held = [];
      void reversed.reduce((previous, each) => previous.then(() => deliver(each)), Promise.resolve());
    });
  }

  async function deliver(event: StripeEvent, retryMs = config.webhookRetryMs): Promise<void> {
    if (options.faults().webhooks.isOff) return void underway.delete(event.id);
    const copies = 1 + options.faults().webhooks.duplicates;
    const targets = endpoints.flatMap((endpoint) => Array<WebhookEndpoint>(copies).fill(endpoint));
    const accepted = await Promise.all(targets.map((endpoint) => post(endpoint, event)));
    if (isStopped) return;
    if (accepted.every(Boolean)) {
      underway.delete(event.id);
      store.markDelivered(event.id);
      return;
    }
    later(retryMs, () => void deliver(event, Math.min(retryMs * 2, config.webhookRetryMaxMs)));
  }

  async function post(endpoint: WebhookEndpoint, event: StripeEvent): Promise<boolean> {
    const body = JSON.stringify(event);
    try {
      const response = await fetch(endpoint.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'stripe-signature': sign(body, endpoint.secret),
        },
        body,
        signal: AbortSignal.timeout(requestTimeoutMs),
      });
      await response.arrayBuffer();
      return response.ok;
    } catch (error) {
      logger.debug({ err: error, eventId: event.id }, 'webhook was not accepted');
      return false;
    }
  }

  return {
    wake,
    pending: () => store.state.pending.size,
    addEndpoint: (endpoint) => {
      endpoints.push(endpoint);
      wake();
    },
    stop: () => {
      isStopped = true;
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

/** `Stripe-Signature` of a body, as of now. */
export function sign(body: string, secret: string, timestamp: number = toSeconds(new Date())): string {
  const mac = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return `t=${timestamp},v1=${mac}`;
}

export type Webhooks = {
  /** Delivers what happened since; cheap when nothing did. */
  wake: () => void;
  /** Events that not every endpoint has accepted. */
  pending: () => number;
  addEndpoint: (endpoint: WebhookEndpoint) => void;
  stop(): void;
};
