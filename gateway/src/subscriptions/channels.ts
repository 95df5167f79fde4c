// Live updates: events come in from the topics, are handed to the subscribers of their channel, and are resolved through
// the same execution as queries. Nothing here knows how a subgraph is called.
import type { EventEnvelope } from '@bazaar/events';
import type { SubscriberQueue } from './subscriber-queue.ts';

/** Which subscribers hear what; a channel exists for as long as somebody listens. */
export function createChannels(): Channels {
  const listeners = new Map<string, Set<SubscriberQueue<EventEnvelope>>>();
  return {
    publish(channel, event) {
      for (const queue of listeners.get(channel) ?? []) queue.push(event);
    },
    attach(channels, queue) {
      for (const channel of channels) {
        const queues = listeners.get(channel) ?? new Set();
        listeners.set(channel, queues.add(queue));
      }
      return () => {
        for (const channel of channels) {
          const queues = listeners.get(channel);
          queues?.delete(queue);
          if (queues?.size === 0) listeners.delete(channel);
        }
      };
    },
    size: () => listeners.size,
  };
}

export type Channels = {
  publish(channel: string, event: EventEnvelope): void;
  /** From now on the queue hears these channels; returns how to stop that. */
  attach(channels: readonly string[], queue: SubscriberQueue<EventEnvelope>): () => void;
  /** How many channels somebody listens to. */
  size(): number;
};
