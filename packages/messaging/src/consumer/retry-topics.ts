import { retryDelays, retryTopic } from '@bazaar/events';
import type { ReceivedMessage, WireMessage } from '../drivers/driver.ts';
import * as control from './control-headers.ts';

const stages = Object.keys(retryDelays) as (keyof typeof retryDelays)[];

/** The topics that a consumer of unordered work reads besides its own: one for each delay. */
export const retryTopicsOf = (topics: readonly string[]): string[] =>
  topics.flatMap((topic) => stages.map((stage) => retryTopic(topic, stage)));

/**
 * The message's next try: a delayed outbox row, which the relay publishes to the stage's topic when it is due, so no
 * consumer waits with a message in its hand. Undefined after the last stage.
 */
export function nextRetry(
  message: ReceivedMessage,
  consumer: string,
): { message: WireMessage; delayMs: number } | undefined {
  const stage = Number(message.headers[control.retryStageHeader] ?? 0);
  const name = stages[stage];
  if (name === undefined) return undefined;
  const origin = message.headers[control.originTopicHeader] ?? message.topic;
  return {
    delayMs: retryDelays[name],
    message: {
      topic: retryTopic(origin, name),
      key: message.key,
      value: message.value,
      headers: {
        ...message.headers,
        [control.forConsumerHeader]: consumer,
        [control.originTopicHeader]: origin,
        [control.retryStageHeader]: String(stage + 1),
      },
    },
  };
}
