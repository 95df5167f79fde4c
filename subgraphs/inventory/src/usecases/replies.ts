import {
  inventoryExpireReservationV1,
  inventoryStockCommittedV1,
  inventoryStockRejectedV1,
  inventoryStockReleasedV1,
  inventoryStockReservedV1,
  type PayloadOf,
} from '@bazaar/events';
import { outboxMessage, type OutboxMessage } from '@bazaar/messaging';
import type { Shortage } from '../domain/allocation.ts';
import type { Reservation } from '../domain/reservation.ts';

// What the checkout hears of its order's stock, and the wake-up call for a hold that runs out.

export const reserved = ({ tenantId, orderId, expiresAt }: Reservation): OutboxMessage =>
  outboxMessage(
    inventoryStockReservedV1,
    orderId,
    { orderId, expiresAt: expiresAt.toISOString() },
    { tenantId },
  );

export const rejected = (
  { tenantId, orderId }: ReservationKey,
  shortages: readonly Shortage[],
): OutboxMessage =>
  outboxMessage(inventoryStockRejectedV1, orderId, { orderId, shortages: [...shortages] }, { tenantId });

export const committed = ({ tenantId, orderId }: ReservationKey): OutboxMessage =>
  outboxMessage(inventoryStockCommittedV1, orderId, { orderId }, { tenantId });

export const released = ({ tenantId, orderId }: ReservationKey, cause: ReleaseCause): OutboxMessage =>
  outboxMessage(inventoryStockReleasedV1, orderId, { orderId, cause }, { tenantId });

export const expiryTimer = ({ tenantId, orderId }: ReservationKey, expiresAt: Date): OutboxMessage =>
  outboxMessage(inventoryExpireReservationV1, orderId, { orderId }, { tenantId }, { availableAt: expiresAt });

type ReservationKey = Pick<Reservation, 'tenantId' | 'orderId'>;
export type ReleaseCause = PayloadOf<typeof inventoryStockReleasedV1>['cause'];
