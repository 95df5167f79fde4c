import { paymentStatusChangedV1 } from '@bazaar/events';
import { implementHandler } from '@bazaar/messaging';
import type { App } from '../context.ts';
import type { Tx } from '../data/database.ts';
import { notifyOfRefund } from '../usecases/notify-of-refund.ts';

export const onPaymentStatusChanged = (app: Pick<App, 'now'>) =>
  implementHandler(paymentStatusChangedV1, (tx: Tx, { tenantId, data }) =>
    notifyOfRefund(app, tx, tenantId, data),
  );
