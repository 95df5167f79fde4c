// The GraphQL door: arguments → use case or loader → payload. No Prisma, no Kafka, no business decision.
import type { Resolvers } from '../generated/graphql.ts';
import { paymentRefund } from './Mutation/paymentRefund.ts';
import { Order } from './Order.ts';
import { Payment } from './Payment.ts';
import { PaymentEvent } from './PaymentEvent.ts';
import { payment } from './Query/payment.ts';

export const resolvers: Resolvers = {
  Query: { payment },
  Mutation: { paymentRefund },
  Order,
  Payment,
  PaymentEvent,
};
