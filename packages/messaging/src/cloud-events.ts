import { ceType, dataschemaOf, findContract, type EventContract, type EventEnvelope } from '@bazaar/events';
import type { ReceivedMessage, WireMessage } from './drivers/driver.ts';
import { PoisonError } from './consumer/failures.ts';

/** CloudEvents 1.0 attributes as Kafka headers (binary mode). `ce_source` and `ce_sequence` are added by the relay. */
export function toHeaders(attributes: EventAttributes): Record<string, string> {
  const { contract } = attributes;
  return withoutUndefined({
    ce_specversion: '1.0',
    ce_id: attributes.id,
    ce_type: ceType(contract),
    ce_subject: attributes.subject,
    ce_time: attributes.time,
    ce_dataschema: dataschemaOf(contract),
    'content-type': 'application/json',
    ce_tenantid: attributes.tenantId,
    ce_correlationid: attributes.correlationId,
    ce_causationid: attributes.causationId,
    ce_traceparent: attributes.traceparent,
  });
}

/** The envelope of a message, its payload parsed by the contract. Throws `PoisonError` for what nobody can read. */
export function toEnvelope(message: WireMessage | ReceivedMessage, contract: EventContract): EventEnvelope {
  const { headers } = message;
  const payload = contract.schema.safeParse(parseJson(message.value));
  if (!payload.success) throw new PoisonError('SCHEMA_INVALID', payload.error.message);
  return {
    id: eventIdOf(message),
    type: required(headers, 'ce_type'),
    source: required(headers, 'ce_source'),
    subject: headers.ce_subject ?? message.key,
    time: required(headers, 'ce_time'),
    dataschema: headers.ce_dataschema ?? dataschemaOf(contract),
    tenantId: required(headers, 'ce_tenantid'),
    correlationId: headers.ce_correlationid ?? message.key,
    causationId: headers.ce_causationid,
    sequence: headers.ce_sequence === undefined ? undefined : Number(headers.ce_sequence),
    traceparent: headers.ce_traceparent,
    data: payload.data,
  };
}

/** The contract that a message's `ce_type` names, if this release knows it. */
export const contractOf = (message: WireMessage): EventContract | undefined =>
  findContract(message.headers.ce_type ?? '');

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch (cause) {
    throw new PoisonError('NOT_JSON', 'The value is no JSON text.', { cause });
  }
}

function required(headers: Record<string, string>, name: string): string {
  const value = headers[name];
  if (value === undefined || value === '')
    throw new PoisonError('ENVELOPE_INVALID', `Header ${name} is missing.`);
  return value;
}

/** Throws `PoisonError` for a message that cannot be told from its repetitions. */
export function eventIdOf({ headers }: WireMessage): string {
  const id = required(headers, 'ce_id');
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id))
    throw new PoisonError('ENVELOPE_INVALID', 'ce_id is no UUID.');
  return id;
}

function withoutUndefined(headers: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

export type EventAttributes = {
  contract: Pick<EventContract, 'type' | 'version'>;
  id: string;
  subject: string;
  time: string;
  tenantId: string;
  correlationId: string;
  causationId?: string;
  traceparent?: string;
};
