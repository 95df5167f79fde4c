// Headers that messaging itself adds to a message, beside those of CloudEvents.

/** The one group that a message is meant for; all others skip it. */
export const forConsumerHeader = 'bazaar-consumer';
/** How many retry topics a message has been through. */
export const retryStageHeader = 'bazaar-retry-stage';
/** The topic that a retried message was first published to. */
export const originTopicHeader = 'bazaar-topic';
export const errorCodeHeader = 'bazaar-error-code';
export const attemptsHeader = 'bazaar-attempts';
/** `topic/partition/offset` where the consumer read a dead letter. */
export const positionHeader = 'bazaar-position';
export const deadSinceHeader = 'bazaar-dead-since';

/** `ce_type` of a request to handle dead letters again; its value is a `ReplayRequest`. */
export const replayType = 'commerce.messaging.replay.v1';

/** Either one dead letter, or everything that is parked under the message's key. */
export type ReplayRequest = { deadLetterId: string | null };
