// The Kafka door: a command → a use case. Neither Prisma nor GraphQL.
import { paymentAuthorizeV1, paymentCancelV1, paymentCaptureV1 } from '@bazaar/events';
import { implementHandler, type MessageHandler } from '@bazaar/messaging';
import type { Tx } from '../data/database.ts';
import { authorizePayment } from '../usecases/authorize-payment.ts';
import { cancelPayment } from '../usecases/cancel-payment.ts';
import { capturePayment } from '../usecases/capture-payment.ts';

export const handlers = (now: () => Date): readonly MessageHandler<Tx>[] => [
  implementHandler(paymentAuthorizeV1, (tx: Tx, command) => authorizePayment(tx, command, now())),
  implementHandler(paymentCaptureV1, (tx: Tx, command) => capturePayment(tx, command, now())),
  implementHandler(paymentCancelV1, (tx: Tx, command) => cancelPayment(tx, command, now())),
];
