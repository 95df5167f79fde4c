// The Kafka door: a message → a use case. Neither Prisma nor GraphQL.
import type { MessageHandler } from '@bazaar/messaging';
import type { App } from '../context.ts';
import type { Tx } from '../data/database.ts';
import { orderHandlers } from './on-order-events.ts';
import { onPaymentStatusChanged } from './on-payment-status-changed.ts';
import { onUserRegistered } from './on-user-registered.ts';

export const handlers = (app: Pick<App, 'now'>): readonly MessageHandler<Tx>[] => [
  onUserRegistered,
  ...orderHandlers(app),
  onPaymentStatusChanged(app),
];
