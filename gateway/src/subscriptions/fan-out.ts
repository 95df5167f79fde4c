import { randomUUID } from 'node:crypto';
import { ceType, topics, userSessionRevokedV1, type EventEnvelope, type PayloadOf } from '@bazaar/events';
import type { Component, Logger, MessageKey } from '@bazaar/kit';
import { consumerComponent, createTailConsumer, type MessageDriver } from '@bazaar/messaging/tail';
import type { Revocations } from '../identity/revocations.ts';
import type { Channels } from './channels.ts';
import { inTenant, liveFields, type LiveField } from './live-fields.ts';

/** How many event ids are remembered to recognise one that is delivered again. */
const rememberedMax = 10_000;

const fieldsByType = Map.groupBy(Object.values(liveFields), ({ contract }) => ceType(contract));

/**
 * Hears every event from now on and hands it to the channels. Each gateway has a consumer group of its own, so every
 * one hears everything and none needs another. @TODO What a client missed while it was away is not kept: resuming needs
 * a stream per channel that outlives the gateway.
 */
export function createFanOut(parts: {
  driver: MessageDriver;
  keys: readonly MessageKey[];
  channels: Channels;
  revocations: Revocations;
  logger: Logger;
}): Component {
  const { driver, channels, revocations, logger } = parts;
  const isRepeated = createMemory(rememberedMax);
  const consumer = createTailConsumer({
    driver,
    logger,
    keys: parts.keys,
    group: `gateway.fan-out.${randomUUID()}`,
    topics: [topics.orderEvents, topics.inventoryEvents, topics.notificationEvents, topics.userEvents],
    onEvent: (event) => {
      if (isRepeated(event.id)) return;
      if (event.type === ceType(userSessionRevokedV1)) {
        revocations.apply(event.data as PayloadOf<typeof userSessionRevokedV1>);
      }
      for (const field of fieldsByType.get(event.type) ?? []) publish(field, event);
    },
  });

  function publish(field: LiveField, event: EventEnvelope): void {
    channels.publish(inTenant(event.tenantId, field.channelOf(event.data)), event);
  }

  return consumerComponent(consumer);
}

/** Answers whether an id was seen before, for the last `sizeMax` of them. */
function createMemory(sizeMax: number): (id: string) => boolean {
  const seen = new Set<string>();
  return (id) => {
    if (seen.has(id)) return true;
    seen.add(id);
    if (seen.size > sizeMax) seen.delete(seen.values().next().value!);
    return false;
  };
}
