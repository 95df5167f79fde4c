import type { ProviderName } from './payment.ts';

/** Which provider takes a payment. `manual…` methods are settled by people, and so is what costs nothing. */
export const providerFor = (paymentMethod: string, amountMinor: bigint): ProviderName =>
  amountMinor === 0n || paymentMethod.startsWith('manual') ? 'manual' : 'stripe';
