// A payment provider for development and tests, speaking Stripe's wire format.
// Nothing of the shop lives here: the simulator knows intents, charges and webhooks, no orders but in metadata.
export { createPaymentSimulator, type PaymentSimulator } from './simulator.ts';
export { defaults as simulatorDefaults, type SimulatorConfig, type WebhookEndpoint } from './config.ts';
export { sign as signWebhook } from './webhooks.ts';
export type { Faults } from './faults.ts';
export type { OrderSummary } from './order-summary.ts';
export type { Charge, PaymentIntent, Refund, StripeEvent } from './objects.ts';
