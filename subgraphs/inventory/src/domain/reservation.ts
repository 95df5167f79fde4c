import type { Line, Shortage } from './allocation.ts';

/**
 * What a command finds and what is to be done. Commands come late, twice and in the wrong order; each pair of state
 * and command has a defined answer, and what was answered once is answered again.
 */
export const reserveAction = (status: ReservationStatus | null): ReserveAction =>
  status === null
    ? 'HOLD'
    : status === 'ACTIVE' || status === 'COMMITTED'
      ? 'ANSWER_HELD'
      : 'ANSWER_REJECTED';

/** After the order is confirmed its stock is taken again if it must be; only a canceled order needs none. */
export const commitAction = (status: ReservationStatus | null): CommitAction =>
  status === null
    ? 'IMPOSSIBLE'
    : status === 'COMMITTED' || status === 'RESTOCKED'
      ? 'ANSWER_COMMITTED'
      : 'ALLOCATE';

/** Release and restock give back whatever the order has; without a reservation they leave a tombstone for a late one. */
export const giveBackAction = (status: ReservationStatus | null): GiveBackAction => {
  switch (status) {
    case null:
      return 'LEAVE_TOMBSTONE';
    case 'ACTIVE':
      return 'RELEASE';
    case 'COMMITTED':
      return 'DEALLOCATE';
    case 'REJECTED':
    case 'RELEASED':
    case 'EXPIRED':
    case 'RESTOCKED':
      return 'ANSWER_NONE_HELD';
  }
};

/** Only a hold that is still alive can live longer, and never shorter. */
export const canExtend = (reservation: Reservation, expiresAt: Date, now: Date): boolean =>
  reservation.status === 'ACTIVE' && !isExpired(reservation, now) && expiresAt > reservation.expiresAt;

export const isExpired = (reservation: Pick<Reservation, 'expiresAt'>, now: Date): boolean =>
  reservation.expiresAt <= now;

export type ReservationStatus = 'ACTIVE' | 'REJECTED' | 'RELEASED' | 'EXPIRED' | 'COMMITTED' | 'RESTOCKED';
export type ReserveAction = 'HOLD' | 'ANSWER_HELD' | 'ANSWER_REJECTED';
export type CommitAction = 'ALLOCATE' | 'ANSWER_COMMITTED' | 'IMPOSSIBLE';
export type GiveBackAction = 'RELEASE' | 'DEALLOCATE' | 'LEAVE_TOMBSTONE' | 'ANSWER_NONE_HELD';

export type Reservation = {
  readonly tenantId: string;
  readonly orderId: string;
  readonly status: ReservationStatus;
  readonly expiresAt: Date;
  readonly requested: readonly Line[];
  readonly shortages: readonly Shortage[];
};
