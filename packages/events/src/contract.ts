// The contracts of events and commands: what one service may say to another, and nothing else.
// No I/O lives here, and no other package of ours is imported.
import type { z } from 'zod';

/** The kinds of message: a fact that happened, an order to do something, the answer to such an order, or a wake-up call to oneself. */
export type MessageKind = 'event' | 'command' | 'reply' | 'timer';

/** One version of one message type. `schema` is the source of its JSON Schema in `contracts/`. */
export type EventContract<Type extends string = string, Payload = unknown> = {
  /** `order.confirmed`: domain and past tense; `payment.authorize`: domain and imperative. */
  readonly type: Type;
  readonly version: number;
  readonly kind: MessageKind;
  /** The type of the aggregate whose id is the message's subject and key, e.g. `order`. */
  readonly aggregateType: string;
  /** Kafka topic; see `topics.ts`. */
  readonly topic: string;
  /** The services that may say it; unless given, the one that its type begins with. Commands name theirs. */
  readonly producers?: readonly string[];
  readonly description: string;
  readonly schema: z.ZodType<Payload>;
};

export type PayloadOf<C> = C extends EventContract<string, infer Payload> ? Payload : never;

/** A message as its consumer sees it: the CloudEvents 1.0 attributes and the parsed payload. */
export type EventEnvelope<Payload = unknown> = {
  /** UUIDv7; the inbox deduplicates by it. */
  id: string;
  /** `commerce.order.confirmed.v1` */
  type: string;
  /** The producing service: `/bazaar/order`. */
  source: string;
  /** Aggregate id; also the Kafka key. */
  subject: string;
  /** RFC 3339, the moment of the commit. */
  time: string;
  dataschema: string;
  tenantId: string;
  /** The saga or request that this belongs to. */
  correlationId: string;
  /** Id of the message that caused this one. */
  causationId?: string;
  /** Per source, topic and aggregate, from 1, without gaps. Absent on timers, which are due in no fixed order. */
  sequence?: number;
  traceparent?: string;
  data: Payload;
};

/**
 * Declares a contract.
 * @example export const orderPlacedV1 = defineEvent({ type: 'order.placed', version: 1, kind: 'event', … })
 */
export function defineEvent<const Type extends string, Schema extends z.ZodType>(
  contract: Omit<EventContract<Type, z.output<Schema>>, 'schema'> & { schema: Schema },
): EventContract<Type, z.output<Schema>> {
  return contract as EventContract<Type, z.output<Schema>>;
}

/** The CloudEvents `type` of a contract: `commerce.order.placed.v1`. */
export function ceType(contract: Pick<EventContract, 'type' | 'version'>): string {
  return `commerce.${contract.type}.v${contract.version}`;
}

/** The services that may say it: consumers refuse it from any other. */
export const producersOf = ({
  type,
  producers,
}: Pick<EventContract, 'type' | 'producers'>): readonly string[] => producers ?? [type.split('.', 1)[0]!];

/** Where a contract's JSON Schema is named, as its `$id` and as CloudEvents `dataschema`; the file stands in `contracts/`. */
export function dataschemaOf(contract: Pick<EventContract, 'type' | 'version'>): string {
  return `https://schemas.bazaar.example/${contract.type}.v${contract.version}.json`;
}
