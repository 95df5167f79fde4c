import type { WireMessage } from '../drivers/driver.ts';
import type { SqlExecutor } from '../sql.ts';

/**
 * Where a message stands in its stream: what one source says about one aggregate on one topic, numbered from 1 without
 * gaps. Undefined for what has no order: timers, retries, control messages.
 */
export function positionOf({ headers, topic, key }: WireMessage): StreamPosition | undefined {
  const sequence = Number(headers.ce_sequence);
  if (!Number.isSafeInteger(sequence) || sequence < 1) return undefined;
  return { source: headers.ce_source ?? '', topic, aggregateId: key, sequence };
}

/**
 * Marks the event as handled and moves the consumer's place in its stream by one: one statement, within the transaction
 * of the effects.
 *
 * - `repeated`: it was handled before, and nothing was moved.
 * - `next`: it is its turn. A stream that the consumer sees for the first time begins wherever it does: what came before
 *   may be pruned.
 * - `gap`: something before it is missing, nothing was moved. `isGapAccepted` moves all the same.
 * - `passed`: the stream is further already.
 */
export async function claimTurn(
  sql: SqlExecutor,
  consumer: string,
  event: { id: string; position: StreamPosition },
  isGapAccepted = false,
): Promise<'repeated' | Place> {
  const params = paramsOf(consumer, event.position, isGapAccepted);
  const [row] = await sql.query<Moved & { isNew: boolean }>(claimAndMove, [...params, event.id]);
  return row!.isNew ? placeOf(row!, event.position) : 'repeated';
}

/** Only moves on: for what has no effects. */
export async function advance(
  sql: SqlExecutor,
  consumer: string,
  position: StreamPosition,
  isGapAccepted = false,
): Promise<Place> {
  const [row] = await sql.query<Moved>(moveOnly, paramsOf(consumer, position, isGapAccepted));
  return placeOf(row!, position);
}

function placeOf({ isMoved, before }: Moved, { sequence }: StreamPosition): Place {
  if (isMoved) return 'next';
  if (before === null) throw new Error('Another member began the stream at this very moment.');
  return sequence > before ? 'gap' : 'passed';
}

const paramsOf = (
  consumer: string,
  { source, topic, aggregateId, sequence }: StreamPosition,
  isForced: boolean,
) => [...[consumer, source, topic, aggregateId], ...[sequence, isForced]];

/** Each stream in its order, in the places of its members: what overtook a missing one stands behind it again. */
export function inSequence<Message extends WireMessage>(messages: readonly Message[]): Message[] {
  const streams = Map.groupBy(messages, streamOf);
  for (const stream of streams.values()) {
    stream.sort((a, b) => (positionOf(a)?.sequence ?? 0) - (positionOf(b)?.sequence ?? 0));
  }
  return messages.map((message) => streams.get(streamOf(message))!.shift()!);
}

/** Whether `message` belongs before `other` in the same stream. */
export function isBefore(message: WireMessage, other: WireMessage): boolean {
  const [position, place] = [positionOf(message), positionOf(other)];
  return (
    position !== undefined &&
    place !== undefined &&
    streamOf(message) === streamOf(other) &&
    position.sequence < place.sequence
  );
}

/** What has no position is a stream of its own. */
function streamOf(message: WireMessage): string {
  const position = positionOf(message);
  return position ? JSON.stringify([position.source, position.topic, position.aggregateId]) : '';
}

const move = (condition: string) => `
  insert into messaging.received_sequence as r (consumer, source, topic, aggregate_id, last)
  select $1::text, $2::text, $3::text, $4::text, $5::int where ${condition}
  on conflict (consumer, source, topic, aggregate_id) do update set last = excluded.last
  where r.last = excluded.last - 1 or ($6::boolean and r.last < excluded.last)
  returning last`;
// As of the beginning of the statement. Who comes second with the same message has waited for the first at the inbox.
const outcome = `exists (select 1 from moved) as "isMoved",
  (select last from messaging.received_sequence
   where consumer = $1 and source = $2 and topic = $3 and aggregate_id = $4) as before`;

const moveOnly = `/* advance */ with moved as (${move('true')}) select ${outcome}`;
const claimAndMove = `/* claimTurn */
with claimed as (
  insert into messaging.inbox (consumer, event_id) values ($1::text, $7::uuid) on conflict do nothing returning 1
), moved as (${move('exists (select 1 from claimed)')})
select exists (select 1 from claimed) as "isNew", ${outcome}`;

type Place = 'next' | 'gap' | 'passed';
type Moved = { before: number | null; isMoved: boolean };
export type StreamPosition = { source: string; topic: string; aggregateId: string; sequence: number };
