import { inventoryAvailabilityChangedV1 } from './inventory/availability-changed.v1.ts';
import { inventoryCommitReservationV1 } from './inventory/commit-reservation.v1.ts';
import { inventoryExpireReservationV1 } from './inventory/expire-reservation.v1.ts';
import { inventoryExtendReservationV1 } from './inventory/extend-reservation.v1.ts';
import { inventoryLowStockV1 } from './inventory/low-stock.v1.ts';
import { inventoryReleaseReservationV1 } from './inventory/release-reservation.v1.ts';
import { inventoryReserveStockV1 } from './inventory/reserve-stock.v1.ts';
import { inventoryRestockV1 } from './inventory/restock.v1.ts';
import { inventoryStockAdjustedV1 } from './inventory/stock-adjusted.v1.ts';
import { inventoryStockCommittedV1 } from './inventory/stock-committed.v1.ts';
import { inventoryStockRejectedV1 } from './inventory/stock-rejected.v1.ts';
import { inventoryStockReleasedV1 } from './inventory/stock-released.v1.ts';
import { inventoryStockReservedV1 } from './inventory/stock-reserved.v1.ts';
import { notificationCreatedV1 } from './notification/created.v1.ts';
import { notificationSentV1 } from './notification/sent.v1.ts';
import { orderCanceledV1 } from './order/canceled.v1.ts';
import { orderCompletedV1 } from './order/completed.v1.ts';
import { orderConfirmedV1 } from './order/confirmed.v1.ts';
import { orderPlacedV1 } from './order/placed.v1.ts';
import { orderRejectedV1 } from './order/rejected.v1.ts';
import { orderSagaTimeoutV1 } from './order/saga-timeout.v1.ts';
import { orderStatusChangedV1 } from './order/status-changed.v1.ts';
import { paymentActionRequiredV1 } from './payment/action-required.v1.ts';
import { paymentAuthorizeV1 } from './payment/authorize.v1.ts';
import { paymentAuthorizedV1 } from './payment/authorized.v1.ts';
import { paymentCancelV1 } from './payment/cancel.v1.ts';
import { paymentCanceledV1 } from './payment/canceled.v1.ts';
import { paymentCaptureFailedV1 } from './payment/capture-failed.v1.ts';
import { paymentCaptureV1 } from './payment/capture.v1.ts';
import { paymentCapturedV1 } from './payment/captured.v1.ts';
import { paymentDeclinedV1 } from './payment/declined.v1.ts';
import { paymentRefundedV1 } from './payment/refunded.v1.ts';
import { paymentStatusChangedV1 } from './payment/status-changed.v1.ts';
import { paymentUnknownV1 } from './payment/unknown.v1.ts';
import { productArchivedV1 } from './product/archived.v1.ts';
import { productPriceChangedV1 } from './product/price-changed.v1.ts';
import { productPublishedV1 } from './product/published.v1.ts';
import { productUpdatedV1 } from './product/updated.v1.ts';
import { userRegisteredV1 } from './user/registered.v1.ts';
import { userSessionRevokedV1 } from './user/session-revoked.v1.ts';
import { ceType, type EventContract } from './contract.ts';

/** Every published contract: the source of `contracts/*.json`, `docs/events.md` and of the consumers' dispatch. */
export const contracts: readonly EventContract[] = [
  inventoryAvailabilityChangedV1,
  inventoryCommitReservationV1,
  inventoryExpireReservationV1,
  inventoryExtendReservationV1,
  inventoryLowStockV1,
  inventoryReleaseReservationV1,
  inventoryReserveStockV1,
  inventoryRestockV1,
  inventoryStockAdjustedV1,
  inventoryStockCommittedV1,
  inventoryStockRejectedV1,
  inventoryStockReleasedV1,
  inventoryStockReservedV1,
  notificationCreatedV1,
  notificationSentV1,
  orderCanceledV1,
  orderCompletedV1,
  orderConfirmedV1,
  orderPlacedV1,
  orderRejectedV1,
  orderSagaTimeoutV1,
  orderStatusChangedV1,
  paymentActionRequiredV1,
  paymentAuthorizeV1,
  paymentAuthorizedV1,
  paymentCancelV1,
  paymentCanceledV1,
  paymentCaptureFailedV1,
  paymentCaptureV1,
  paymentCapturedV1,
  paymentDeclinedV1,
  paymentRefundedV1,
  paymentStatusChangedV1,
  paymentUnknownV1,
  productArchivedV1,
  productPriceChangedV1,
  productPublishedV1,
  productUpdatedV1,
  userRegisteredV1,
  userSessionRevokedV1,
] as readonly EventContract[];

const byType = new Map(contracts.map((contract) => [ceType(contract), contract]));

/** The contract of a CloudEvents `type`, or undefined for one that this release does not know. */
export const findContract = (type: string): EventContract | undefined => byType.get(type);
