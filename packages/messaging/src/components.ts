// Relay and consumers as parts of a service: started, stopped, asked how they are.
import type { Component, Metric } from '@bazaar/kit';
import type pg from 'pg';
import type { Consumer } from './consumer/consumer.ts';
import { createDeadLetters } from './dead-letters.ts';
import type { Relay } from './relay/relay.ts';

/** The relay, and what the service's messaging tables hold. */
export function relayComponent(relay: Relay, pool: pg.Pool): Component {
  const letters = createDeadLetters(pool);
  return {
    name: 'relay',
    start: () => relay.start(),
    stop: () => relay.stop(),
    metrics: async () => {
      const [{ due, oldestMs }, open] = await Promise.all([relay.backlog(), letters.depth()]);
      const { published, failures } = relay.metrics();
      const ages = open.map(({ consumer, oldestAt }) => ({
        consumer,
        value: (Date.now() - +oldestAt) / 1000,
      }));
      return [
        measure('bazaar_outbox_due', 'Rows that are due and unpublished.', due),
        measure('bazaar_outbox_oldest_due_seconds', 'Age of the oldest of them.', oldestMs / 1000),
        measure('bazaar_outbox_published_total', 'Rows that this process has published.', published),
        measure('bazaar_outbox_failures_total', 'Rounds and rows of this process that failed.', failures),
        byGroup(
          'bazaar_dead_letters',
          'Open dead letters, held ones included.',
          open.map(({ consumer, count }) => ({ consumer, value: count })),
        ),
        byGroup('bazaar_dead_letters_oldest_seconds', 'Age of the oldest open one.', ages),
      ];
    },
  };
}

/**
 * A consumer whose broker is away leaves its service ready: what it serves by itself it still can. One that has
 * crashed for good ends the process, so that an orchestrator starts anew.
 */
export const consumerComponent = (consumer: Consumer): Component => ({
  name: `consumer ${consumer.group}`,
  start: () => consumer.start(),
  stop: () => consumer.stop(),
  check: async () => {
    if (consumer.status() === 'unhealthy') throw new Error(`${consumer.group} has crashed for good`);
  },
  failed: consumer.failed,
  metrics: async () => [
    {
      ...{ name: 'bazaar_consumer_lag', type: 'gauge', help: 'Messages that a group has yet to handle.' },
      samples: (await consumer.lag()).map(({ topic, partition, lag }) => ({
        labels: { group: consumer.group, topic, partition },
        value: lag,
      })),
    },
  ],
});

const measure = (name: string, help: string, value: number): Metric => ({
  ...{ name, help, type: name.endsWith('_total') ? 'counter' : 'gauge' },
  samples: [{ value }],
});

const byGroup = (
  name: string,
  help: string,
  values: readonly { consumer: string; value: number }[],
): Metric => ({
  ...{ name, help, type: 'gauge' },
  samples: values.map(({ consumer, value }) => ({ labels: { group: consumer }, value })),
});
