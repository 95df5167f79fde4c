import type { StripeConfig } from '../config.ts';
import type { ProviderName } from '../domain/payment.ts';
import { createManualProvider } from './manual.ts';
import type { PaymentProvider } from './provider.ts';
import { createStripeProvider } from './stripe.ts';

export type Providers = Readonly<Record<ProviderName, PaymentProvider>>;

export const createProviders = (config: { stripe: StripeConfig }): Providers => ({
  stripe: createStripeProvider(config.stripe),
  manual: createManualProvider(),
});
