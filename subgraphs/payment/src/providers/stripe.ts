import Stripe from 'stripe';
import type { StripeConfig } from '../config.ts';
import type { ProviderSnapshot } from '../domain/provider-snapshot.ts';
import { answerOf, type PaymentProvider, type ProviderAnswer, type WebhookNote } from './provider.ts';

const webhookToleranceSeconds = 300;

/** Payment intents of Stripe, captured by hand. Refunds carry our attempt's id, so that they are recognised. */
export function createStripeProvider(config: StripeConfig): PaymentProvider {
  const { host, port, protocol, timeoutMs: timeout } = config;
  const options = { protocol, timeout, maxNetworkRetries: config.retriesMax, telemetry: false };
  const stripe = new Stripe(config.secretKey, host ? { ...options, host, port } : options);

  const withRefunds = async (intent: Stripe.PaymentIntent): Promise<ProviderAnswer> => {
    if (intent.status !== 'succeeded') return answerOf(toSnapshot(intent, []));
    const refunds = await stripe.refunds.list({ payment_intent: intent.id, limit: 100 });
    return answerOf(toSnapshot(intent, refunds.data));
  };

  return {
    createIntent: (intent) =>
      ask(async () => {
        const created = await stripe.paymentIntents.create(
          {
            amount: toStripeAmount(intent.amountMinor),
            currency: intent.currency.toLowerCase(),
            capture_method: 'manual',
            payment_method: intent.paymentMethod,
            metadata: {
              tenant_id: intent.tenantId,
              order_id: intent.orderId,
              payment_id: intent.paymentId,
              attempt_id: intent.attemptId,
            },
          },
          { idempotencyKey: intent.idempotencyKey },
        );
        return answerOf(toSnapshot(created, []));
      }),
    confirm: ({ ref, idempotencyKey }) =>
      ask(async () => {
        const params = config.returnUrl ? { return_url: config.returnUrl } : {};
        return withRefunds(await stripe.paymentIntents.confirm(ref, params, { idempotencyKey }));
      }),
    capture: ({ ref, amountMinor, idempotencyKey }) =>
      ask(async () => {
        const params = { amount_to_capture: toStripeAmount(amountMinor) };
        return withRefunds(await stripe.paymentIntents.capture(ref, params, { idempotencyKey }));
      }),
    void: ({ ref, idempotencyKey }) =>
      ask(async () => withRefunds(await stripe.paymentIntents.cancel(ref, {}, { idempotencyKey }))),
    refund: ({ ref, amountMinor, attemptId, idempotencyKey }) =>
      ask(async () => {
        const metadata = { attempt_id: attemptId };
        const params = { payment_intent: ref, amount: toStripeAmount(amountMinor), metadata };
        await stripe.refunds.create(params, { idempotencyKey });
        return withRefunds(await stripe.paymentIntents.retrieve(ref));
      }),
    retrieve: (ref) => ask(async () => withRefunds(await stripe.paymentIntents.retrieve(ref))),
    verifyWebhook: (raw, headers) =>
      config.webhookSecrets.some((secret) => isSigned(stripe, raw, headers['stripe-signature'], secret)),
    parseWebhook: (raw) => toNote(JSON.parse(raw.toString('utf8')) as Stripe.Event),
  };
}

/** Tells apart what Stripe refused from what nobody knows. */
async function ask(call: () => Promise<ProviderAnswer>): Promise<ProviderAnswer> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    const intent = error.payment_intent;
    const isRefusal =
      error instanceof Stripe.errors.StripeCardError ||
      (error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode !== 409);
    if (!isRefusal) return { outcome: 'UNKNOWN', reason: error.code ?? error.type };
    // The intent itself says more than the refusal: its card was refused, or it has ended already.
    const isAboutState =
      error instanceof Stripe.errors.StripeCardError || error.code === 'payment_intent_unexpected_state';
    if (intent && isAboutState) return answerOf(toSnapshot(intent, []));
    const reason = error.decline_code ?? error.code ?? 'refused';
    return { outcome: 'DECLINED', snapshot: null, reason, retryable: false };
  }
}

function toSnapshot(intent: Stripe.PaymentIntent, refunds: readonly Stripe.Refund[]): ProviderSnapshot {
  const state = toState(intent);
  const failure = intent.last_payment_error;
  return {
    ref: intent.id,
    state,
    authorizedMinor: state === 'AUTHORIZED' || state === 'CAPTURED' ? BigInt(intent.amount) : 0n,
    capturedMinor: BigInt(intent.amount_received),
    refunds: refunds
      .filter((refund) => refund.status !== 'failed' && refund.status !== 'canceled')
      .map((refund) => ({
        id: refund.metadata?.['attempt_id'] ?? refund.id,
        amountMinor: BigInt(refund.amount),
      })),
    actionUrl: intent.next_action?.redirect_to_url?.url ?? null,
    declineReason: failure?.decline_code ?? failure?.code ?? null,
  };
}

function toState(intent: Stripe.PaymentIntent): ProviderSnapshot['state'] {
  switch (intent.status) {
    case 'requires_action':
      return 'ACTION_REQUIRED';
    case 'requires_capture':
      return 'AUTHORIZED';
    case 'succeeded':
      return 'CAPTURED';
    case 'canceled':
      return 'VOIDED';
    case 'processing':
      return 'PENDING';
    default:
      return intent.last_payment_error ? 'DECLINED' : 'NEW';
  }
}

function toNote(event: Stripe.Event): WebhookNote {
  const object = event.data.object as {
    object: string;
    id: string;
    payment_intent?: string | null;
    metadata?: Record<string, string> | null;
  };
  return {
    eventId: event.id,
    type: event.type,
    tenantId: object.metadata?.['tenant_id'] ?? null,
    ref: object.object === 'payment_intent' ? object.id : (object.payment_intent ?? null),
    payload: event,
  };
}

function isSigned(stripe: Stripe, raw: Buffer, signature: string | undefined, secret: string): boolean {
  try {
    stripe.webhooks.constructEvent(raw, signature ?? '', secret, webhookToleranceSeconds);
    return true;
  } catch {
    return false;
  }
}

/** Stripe takes JSON numbers; kit's money is far below 2^53. */
const toStripeAmount = (amountMinor: bigint): number => Number(amountMinor);
