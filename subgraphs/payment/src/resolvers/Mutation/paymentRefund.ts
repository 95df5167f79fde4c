import type { MutationResolvers } from '../../generated/graphql.ts';
import { refundPayment } from '../../usecases/refund-payment.ts';

export const paymentRefund: MutationResolvers['paymentRefund'] = (_parent, { input }, { app, identity }) =>
  refundPayment(app, identity, input);
