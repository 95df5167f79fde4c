import { money } from '@bazaar/kit';
import type { PaymentResolvers } from '../generated/graphql.ts';

export const Payment: PaymentResolvers = {
  __resolveReference: ({ id }, { loaders }) => loaders.paymentById.load(id),
  order: ({ orderId }) => ({ id: orderId }),
  amount: (payment) => money(payment.amountMinor, payment.currency),
  authorized: (payment) => money(payment.authorizedMinor, payment.currency),
  captured: (payment) => money(payment.capturedMinor, payment.currency),
  refunded: (payment) => money(payment.refundedMinor, payment.currency),
  nextAction: ({ nextActionUrl }) =>
    nextActionUrl === null ? null : { type: 'REDIRECT', url: nextActionUrl },
  events: ({ facts, currency }) => facts.map((fact) => ({ ...fact, currency })),
};
