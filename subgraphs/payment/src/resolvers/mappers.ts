// What stands behind each GraphQL type: `XMapper` is the parent value of X's resolvers.
import type { Fact } from '../domain/facts.ts';
import type { PaymentView } from '../data/payment-rows.ts';

export type PaymentMapper = PaymentView;
export type PaymentEventMapper = Fact & { readonly currency: string };
export type OrderMapper = { readonly id: string };
