import {
  inventoryAvailabilityChangedV1,
  notificationCreatedV1,
  orderStatusChangedV1,
  type EventContract,
  type EventEnvelope,
  type PayloadOf,
} from '@bazaar/events';
import { AppError, userIdOf, type Identity } from '@bazaar/kit';
import type { QueuePolicy } from './subscriber-queue.ts';

/**
 * The subscription fields that are served, each with the events that feed it. Channels carry the tenant, so that an
 * id that means something to two tenants is two channels.
 */
export const liveFields: Readonly<Record<string, LiveField>> = {
  orderStatusChanged: liveField(orderStatusChangedV1, {
    entity: { type: 'Order', root: 'order' },
    policy: 'all',
    channelOf: ({ orderId }) => `order:${orderId}`,
    channelsFor: (args) => [`order:${String(args['orderId'])}`],
    entityIdOf: ({ orderId }) => orderId,
    initialIds: (args) => [String(args['orderId'])],
    overlayOf: ({ status, paymentStatus, fulfillmentStatus, version }) => ({
      status,
      paymentStatus,
      fulfillmentStatus,
      version,
    }),
    authorize: 'before the first event',
    isInitialByDefault: true,
  }),
  availabilityChanged: liveField(inventoryAvailabilityChangedV1, {
    entity: { type: 'ProductVariant', root: 'node' },
    policy: 'latest',
    channelOf: ({ variantId }) => `variant:${variantId}`,
    channelsFor: (args) => listIn(args['variantIds']).map((id) => `variant:${id}`),
    entityIdOf: ({ variantId }) => variantId,
    initialIds: (args) => listIn(args['variantIds']),
  }),
  notificationReceived: liveField(notificationCreatedV1, {
    entity: { type: 'Notification', root: 'node' },
    policy: 'all',
    channelOf: ({ userId }) => `user:${userId}`,
    channelsFor: (_args, identity) => [`user:${personIn(identity)}`],
    entityIdOf: ({ notificationId }) => notificationId,
  }),
};

export const inTenant = (tenantId: string, channel: string) => `${tenantId}/${channel}`;

const channelsPerOperationMax = 100;

function listIn(value: unknown): string[] {
  const ids = Array.isArray(value) ? [...new Set(value.map(String))] : [];
  if (ids.length > channelsPerOperationMax) {
    throw new AppError('BAD_USER_INPUT', `At most ${channelsPerOperationMax} ids in one subscription.`);
  }
  return ids;
}

function personIn(identity: Identity): string {
  const id = userIdOf(identity);
  if (id === undefined) throw new AppError('FORBIDDEN', 'Only a person has notifications.');
  return id;
}

/** Checks a field's functions against the payload of its event; they are called with parsed events of that type only. */
function liveField<C extends EventContract>(contract: C, field: LiveFieldOf<PayloadOf<C>>): LiveField {
  return { ...(field as LiveFieldOf<unknown>), contract };
}

type LiveFieldOf<Payload> = {
  /** What an event is about, and the query field that looks it up by id (`node` for what has none). */
  entity: { type: string; root: 'order' | 'node' };
  policy: QueuePolicy;
  channelOf(this: void, payload: Payload): string;
  /** The channels that a subscriber with these arguments hears; throws if it may not. */
  channelsFor(this: void, args: Readonly<Record<string, unknown>>, identity: Identity): readonly string[];
  entityIdOf(this: void, payload: Payload): string;
  /**
   * Whether the present state comes first unless the client says `initial: false`. An order moves on between the answer
   * to `orderPlace` and the subscription: without it, a client would wait for a status that has passed.
   */
  isInitialByDefault?: boolean;
  /** The entities of the initial state, where a subscriber may ask for it. */
  initialIds?(this: void, args: Readonly<Record<string, unknown>>): readonly string[];
  /** Fields that are taken from the event itself; see `overlay.ts`. */
  overlayOf?(this: void, payload: Payload): Readonly<Record<string, unknown>>;
  /** Whether the entity must be visible to the subscriber at once, or is judged with each event only. */
  authorize?: 'before the first event';
};

export type LiveField = LiveFieldOf<unknown> & { contract: EventContract };
export type LiveEvent = EventEnvelope;
