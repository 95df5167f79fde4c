// The Kafka door: a message → a use case. Neither Prisma nor GraphQL.
import type { App } from '../context.ts';
import { onCommitReservation } from './on-commit-reservation.ts';
import { onExpireReservation } from './on-expire-reservation.ts';
import { onExtendReservation } from './on-extend-reservation.ts';
import { onProductPublished, onProductUpdated } from './on-product-told.ts';
import { onReleaseReservation } from './on-release-reservation.ts';
import { onReserveStock } from './on-reserve-stock.ts';
import { onRestock } from './on-restock.ts';

/** What the checkout orders, and the timers of holds. */
export const sagaHandlers = (app: App) => [
  onReserveStock(app),
  onExtendReservation(app),
  onCommitReservation(app),
  onReleaseReservation(app),
  onRestock(app),
  onExpireReservation(app),
];

/** Which variants there are. */
export const catalogueHandlers = [onProductPublished, onProductUpdated];
