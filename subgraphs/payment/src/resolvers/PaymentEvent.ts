import { money } from '@bazaar/kit';
import type { PaymentEventResolvers } from '../generated/graphql.ts';

export const PaymentEvent: PaymentEventResolvers = {
  at: ({ occurredAt }) => occurredAt,
  amount: ({ amountMinor, currency }) => (amountMinor === 0n ? null : money(amountMinor, currency)),
};
