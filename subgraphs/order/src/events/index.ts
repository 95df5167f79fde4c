// The Kafka door: a message → a use case. Neither Prisma nor GraphQL.
import { onAvailabilityChanged } from './on-availability-changed.ts';
import { catalogueHandlers } from './on-catalogue.ts';
import { paymentReplyHandlers } from './on-payment-replies.ts';
import { onSagaTimeout } from './on-saga-timeout.ts';
import { stockReplyHandlers } from './on-stock-replies.ts';
import type { SagaApp } from '../usecases/advance-order.ts';

export const readModelHandlers = [...catalogueHandlers, onAvailabilityChanged];

export const sagaHandlers = (app: SagaApp) => [
  ...stockReplyHandlers(app),
  ...paymentReplyHandlers(app),
  onSagaTimeout(app),
];
