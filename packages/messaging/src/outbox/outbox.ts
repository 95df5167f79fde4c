// The writing side: facts and orders leave a service by rows that its own transaction commits.
// Reading and publishing them is the relay's matter.
import { currentTrace, newUuidV7 } from '@bazaar/kit';
import type { EventContract, PayloadOf } from '@bazaar/events';
import { ceType } from '@bazaar/events';
import { toHeaders } from '../cloud-events.ts';
import { currentEvent } from '../current-event.ts';
import { partitionOf } from '../partitioner.ts';
import type { SqlExecutor } from '../sql.ts';

/** Lanes are how relays share the work; the number is stored with every row and never changes. */
export const laneCount = 16;

/**
 * Writes messages into the outbox, inside the caller's transaction: they are published if and only if it commits,
 * and the events of one aggregate in the order of the commits. Throws a `ZodError` for a payload that breaks its
 * contract. Call it once and last in a transaction: it locks each aggregate's counter until the commit.
 * @example await addToOutbox(sql, [outboxMessage(orderPlacedV1, order.id, payload, { tenantId })]);
 */
export async function addToOutbox(sql: SqlExecutor, messages: readonly OutboxMessage[]): Promise<void> {
  if (messages.length === 0) return;
  await sql.query(insertMessages, [JSON.stringify(numbered(messages.map(toRow)))]);
}

/**
 * A message whose payload is checked against its contract's type. A message with `availableAt` is a timer: due in no
 * fixed order and without a sequence.
 */
export function outboxMessage<C extends EventContract>(
  contract: C,
  aggregateId: string,
  payload: PayloadOf<C>,
  context: MessageContext,
  options: { availableAt?: Date } = {},
): OutboxMessage<C> {
  return { contract, aggregateId, payload, ...context, ...options };
}

function toRow(message: OutboxMessage): OutboxRow {
  const { contract, aggregateId } = message;
  const id = newUuidV7();
  const cause = currentEvent();
  return {
    id,
    aggregate_type: contract.aggregateType,
    aggregate_id: aggregateId,
    type: ceType(contract),
    payload: contract.schema.parse(message.payload),
    headers: toHeaders({
      contract,
      id,
      subject: aggregateId,
      time: new Date().toISOString(),
      tenantId: message.tenantId,
      correlationId: message.correlationId ?? cause?.correlationId ?? aggregateId,
      causationId: message.causationId ?? cause?.id,
      traceparent: message.traceparent ?? currentTrace()?.traceparent,
    }),
    topic: contract.topic,
    partition_key: aggregateId,
    lane: partitionOf(aggregateId, laneCount),
    available_at: message.availableAt?.toISOString() ?? null,
    isOrdered: contract.kind !== 'timer' && message.availableAt === undefined,
  };
}

/** Counts the ordered rows of each aggregate: `nth` of `total` within this call, from which SQL derives the sequence. */
function numbered(rows: readonly OutboxRow[]): object[] {
  const totals = new Map<string, number>();
  const counted = rows.map((row, ordinal) => {
    if (!row.isOrdered) return { ...row, ordinal };
    const nth = (totals.get(counterOf(row)) ?? 0) + 1;
    totals.set(counterOf(row), nth);
    return { ...row, ordinal, nth };
  });
  return counted.map((row) => ({ ...row, total: totals.get(counterOf(row)) }));
}

const counterOf = (row: OutboxRow) => `${row.topic} ${row.aggregate_id}`;

// The counters are locked in one order for all transactions, and before any position is drawn: the insert sorts
// what the counters gave, and identity values are assigned after the sort.
const insertMessages = `/* addToOutbox */
with message as (
  select * from jsonb_to_recordset($1::jsonb) as m(
    ordinal int, nth int, total int, id uuid, aggregate_type text, aggregate_id text, type text, payload jsonb,
    headers jsonb, topic text, partition_key text, lane smallint, available_at timestamptz)
), counter as (
  insert into messaging.aggregate_sequence as c (topic, aggregate_id, last)
  select topic, aggregate_id, max(total) from message where nth is not null
  group by topic, aggregate_id order by topic, aggregate_id
  on conflict (topic, aggregate_id) do update set last = c.last + excluded.last
  returning c.topic, c.aggregate_id, c.last
)
insert into messaging.outbox
  (id, aggregate_type, aggregate_id, sequence, type, payload, headers, topic, partition_key, lane, available_at)
select m.id, m.aggregate_type, m.aggregate_id, counter.last - m.total + m.nth, m.type, m.payload, m.headers,
  m.topic, m.partition_key, m.lane, coalesce(m.available_at, clock_timestamp())
from message m left join counter on counter.topic = m.topic and counter.aggregate_id = m.aggregate_id
order by m.ordinal`;

/** What a message belongs to. Defaults: the running handler's event, the current trace, the aggregate's id. */
export type MessageContext = {
  tenantId: string;
  correlationId?: string;
  causationId?: string;
  traceparent?: string;
};

export type OutboxMessage<C extends EventContract = EventContract> = MessageContext & {
  contract: C;
  aggregateId: string;
  payload: PayloadOf<C>;
  availableAt?: Date;
};

type OutboxRow = {
  id: string;
  aggregate_type: string;
  aggregate_id: string;
  type: string;
  payload: unknown;
  headers: Record<string, string>;
  topic: string;
  partition_key: string;
  lane: number;
  available_at: string | null;
  isOrdered: boolean;
};
