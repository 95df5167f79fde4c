import { describe, expect, it } from '@jest/globals';
import { orderPlacedV1, type EventContract } from '@bazaar/events';
import { CloudEvent, Kafka, type KafkaMessage } from 'cloudevents';
import { contractOf, toEnvelope, toHeaders } from './cloud-events.ts';
import type { WireMessage } from './drivers/driver.ts';
import { PoisonError } from './consumer/failures.ts';

const data = {
  orderId: 'ord_1',
  customerId: 'usr_1',
  total: { amountMinor: '12990', currency: 'EUR' },
  lines: [],
};

const message: WireMessage = {
  topic: orderPlacedV1.topic,
  key: 'ord_1',
  value: JSON.stringify(data),
  headers: {
    ...toHeaders({
      contract: orderPlacedV1,
      id: '019ce2b4-5c1a-7d3e-8f40-9a1b2c3d4e5f',
      subject: 'ord_1',
      time: '2026-03-14T09:26:53.589Z',
      tenantId: 'tenant',
      correlationId: 'saga-1',
      causationId: '019ce2b4-5c1a-7d3e-8f40-000000000000',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    }),
    ce_source: '/bazaar/order',
    ce_sequence: '3',
  },
};

describe('messages as CloudEvents', () => {
  it('are what the reference implementation reads: Kafka binding, binary mode', () => {
    const { key, value, headers } = message;
    const received: KafkaMessage<string> = { key, value, headers, body: value };
    const event = Kafka.toEvent(received);
    if (!(event instanceof CloudEvent)) throw new Error('One message is one event.');
    expect(event.validate()).toBe(true);
    expect(event).toMatchObject({
      specversion: '1.0',
      id: headers.ce_id,
      type: 'commerce.order.placed.v1',
      source: '/bazaar/order',
      subject: 'ord_1',
      time: '2026-03-14T09:26:53.589Z',
      dataschema: 'https://schemas.bazaar.example/order.placed.v1.json',
      datacontenttype: 'application/json',
      tenantid: 'tenant',
      correlationid: 'saga-1',
      causationid: headers.ce_causationid,
      sequence: '3',
      traceparent: headers.ce_traceparent,
      data,
    });
  });

  it('are read from what the reference implementation writes', () => {
    const { ce_id: id, ce_type: type, ce_source: source } = message.headers;
    const written = Kafka.binary(
      new CloudEvent({ id, type: type!, source: source!, data, tenantid: 'tenant', subject: 'ord_1' }),
    );
    const headers = Object.fromEntries(
      Object.entries(written.headers).map(([name, value]) => [name, String(value)]),
    );
    const envelope = toEnvelope({ ...message, headers, value: JSON.stringify(written.value) }, orderPlacedV1);
    expect(envelope).toMatchObject({ id, type, source, tenantId: 'tenant', correlationId: 'ord_1', data });
  });

  it('become envelopes, and the fields of a later version are dropped', () => {
    const later = { ...message, value: JSON.stringify({ ...data, addedLater: 1 }) };
    expect(contractOf(later)).toBe(orderPlacedV1);
    expect(toEnvelope(later, orderPlacedV1)).toMatchObject({
      subject: 'ord_1',
      sequence: 3,
      correlationId: 'saga-1',
      data,
    });
  });

  it.each<[string, Partial<WireMessage>]>([
    ['NOT_JSON', { value: '{' }],
    ['SCHEMA_INVALID', { value: '{}' }],
    ['ENVELOPE_INVALID', { headers: { ...message.headers, ce_id: '' } }],
    ['ENVELOPE_INVALID', { headers: { ...message.headers, ce_id: 'not a uuid' } }],
    ['ENVELOPE_INVALID', { headers: { ...message.headers, ce_tenantid: '' } }],
  ])('are poison where nobody can read them: %s', (code, change) => {
    const contract: EventContract = orderPlacedV1;
    expect(() => toEnvelope({ ...message, ...change }, contract)).toThrow(PoisonError);
    expect(() => toEnvelope({ ...message, ...change }, contract)).toThrow(expect.objectContaining({ code }));
  });
});
