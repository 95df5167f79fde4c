import { ceType, dataschemaOf, partitionsPerTopic, type EventContract } from '@bazaar/events';
import { draft7Of } from './json-schemas.ts';

/** AsyncAPI 3: a channel for each topic, a message for each contract. */
export function asyncApi(contracts: readonly EventContract[]): object {
  const byTopic = [...Map.groupBy(contracts, (contract) => contract.topic)].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Bazaar events',
      version: '1.0.0',
      description:
        'CloudEvents 1.0 in Kafka binary mode: the value is the payload, the headers are the attributes.',
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(byTopic.map(([topic, own]) => [channelOf(topic), channel(topic, own)])),
    components: {
      messages: Object.fromEntries(contracts.map((contract) => [ceType(contract), message(contract)])),
      messageTraits: { cloudEvent: { headers: cloudEventHeaders } },
    },
  };
}

function channel(topic: string, contracts: readonly EventContract[]): object {
  return {
    address: topic,
    messages: Object.fromEntries(
      contracts.map((contract) => [ceType(contract), { $ref: `#/components/messages/${ceType(contract)}` }]),
    ),
    bindings: { kafka: { topic, partitions: partitionsPerTopic, bindingVersion: '0.5.0' } },
  };
}

function message(contract: EventContract): object {
  return {
    name: ceType(contract),
    title: contract.type,
    summary: contract.description,
    traits: [{ $ref: '#/components/messageTraits/cloudEvent' }],
    payload: { ...draft7Of(contract), $id: dataschemaOf(contract) },
    bindings: {
      kafka: {
        key: { type: 'string', description: `Id of the ${contract.aggregateType}` },
        bindingVersion: '0.5.0',
      },
    },
  };
}

/** Channel ids may hold no dots. */
const channelOf = (topic: string) => topic.replaceAll('.', '-');

const text = (description: string) => ({ type: 'string', description });

const cloudEventHeaders = {
  type: 'object',
  required: [
    ...['ce_specversion', 'ce_id', 'ce_source', 'ce_type', 'ce_time', 'ce_tenantid', 'ce_correlationid'],
    'bazaar-signature',
  ],
  properties: {
    ce_specversion: { type: 'string', const: '1.0' },
    ce_id: { type: 'string', format: 'uuid', description: 'UUIDv7; consumers deduplicate by it' },
    ce_source: text('The producing service: /bazaar/order'),
    ce_type: text('commerce.<type>.v<version>'),
    ce_subject: text('Id of the aggregate; also the key'),
    ce_time: { type: 'string', format: 'date-time' },
    ce_dataschema: { type: 'string', format: 'uri' },
    'content-type': { type: 'string', const: 'application/json' },
    ce_tenantid: text('The tenant'),
    ce_correlationid: text('The saga or request that this belongs to'),
    ce_causationid: text('Id of the message that caused this one'),
    ce_sequence: text('Per source, topic and aggregate, from 1, without gaps; absent on timers'),
    ce_traceparent: text('W3C trace context'),
    'bazaar-signature': text('hmac-sha256 <key id> <base64url>, over topic, key, value and ce_ headers'),
  },
};
