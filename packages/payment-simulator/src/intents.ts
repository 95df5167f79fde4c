import type { z } from 'zod';
import { ApiError, badParameter, missing, unexpectedState } from './api-error.ts';
import { newObjectId, toSeconds, type CardError, type Charge, type PaymentIntent } from './objects.ts';
import type { parameters } from './parameters.ts';
import type { Unit } from './store.ts';
import { findTestMethod, type TestMethod } from './test-methods.ts';

// The life of an intent, as Stripe describes it. A refused card changes the intent and is then thrown.

export function createIntent(
  unit: Unit,
  params: z.output<typeof parameters.createIntent>,
  publicUrl: string,
): PaymentIntent {
  if (params.payment_method) requireMethod(params.payment_method);
  const id = newObjectId('pi');
  const intent = unit.saveIntent({
    id,
    object: 'payment_intent',
    amount: params.amount,
    amount_capturable: 0,
    amount_received: 0,
    currency: params.currency.toLowerCase(),
    status: params.payment_method ? 'requires_confirmation' : 'requires_payment_method',
    capture_method: params.capture_method,
    client_secret: `${id}_secret_${newObjectId('req').slice(4)}`,
    created: toSeconds(unit.now),
    canceled_at: null,
    cancellation_reason: null,
    description: params.description ?? null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    metadata: params.metadata,
    next_action: null,
    payment_method: params.payment_method ?? null,
    payment_method_types: ['card'],
  });
  unit.emit('payment_intent.created', intent);
  return params.confirm ? confirmIntent(unit, id, params, publicUrl) : intent;
}

export function confirmIntent(
  unit: Unit,
  id: string,
  params: z.output<typeof parameters.confirmIntent>,
  publicUrl: string,
): PaymentIntent {
  const intent = findIntent(unit, id);
  if (!['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(intent.status)) {
    throw unexpectedState(intent, 'confirmed');
  }
  const methodId = params.payment_method ?? intent.payment_method;
  if (!methodId) throw badParameter('payment_method', 'parameter_missing', 'A payment method is needed.');
  const method = requireMethod(methodId);
  const confirmed: PaymentIntent = { ...intent, payment_method: methodId, next_action: null };
  if (method.outcome === 'succeeds') return chargeIntent(unit, confirmed);
  if (method.outcome !== 'requires-action') throw decline(unit, confirmed, method.outcome);
  return askForAction(unit, confirmed, `${publicUrl}/authenticate/${id}`, params.return_url ?? null);
}

/** What the page of the issuer does in the end. */
export function authenticateIntent(unit: Unit, id: string, outcome: 'complete' | 'fail'): PaymentIntent {
  const intent = findIntent(unit, id);
  if (intent.status !== 'requires_action') throw unexpectedState(intent, 'authenticated');
  if (outcome === 'complete') return chargeIntent(unit, { ...intent, next_action: null });
  const failed = unit.saveIntent({
    ...intent,
    status: 'requires_payment_method',
    next_action: null,
    last_payment_error: {
      type: 'card_error',
      code: 'payment_intent_authentication_failure',
      message: 'The payment method could not be authenticated.',
    },
  });
  unit.emit('payment_intent.payment_failed', failed);
  return failed;
}

export function captureIntent(
  unit: Unit,
  id: string,
  params: z.output<typeof parameters.captureIntent>,
): PaymentIntent {
  const intent = findIntent(unit, id);
  if (intent.status !== 'requires_capture') throw unexpectedState(intent, 'captured');
  if (findTestMethod(intent.payment_method ?? '')?.refusesCapture) {
    throw badParameter('id', 'charge_expired_for_capture', 'The authorization for this charge has expired.');
  }
  const amount = params.amount_to_capture ?? intent.amount;
  if (amount > intent.amount_capturable) {
    throw badParameter('amount_to_capture', 'amount_too_large', 'This is more than can be captured.');
  }
  const charge = unit.state.charges.get(intent.latest_charge!)!;
  const captured = unit.saveCharge({ ...charge, amount_captured: amount, captured: true });
  const succeeded = unit.saveIntent({
    ...intent,
    status: 'succeeded',
    amount_capturable: 0,
    amount_received: amount,
  });
  unit.emit('charge.captured', captured);
  unit.emit('payment_intent.succeeded', succeeded);
  return succeeded;
}

export function cancelIntent(
  unit: Unit,
  id: string,
  params: z.output<typeof parameters.cancelIntent>,
): PaymentIntent {
  const intent = findIntent(unit, id);
  if (intent.status === 'succeeded' || intent.status === 'canceled')
    throw unexpectedState(intent, 'canceled');
  const canceled = unit.saveIntent({
    ...intent,
    status: 'canceled',
    amount_capturable: 0,
    canceled_at: toSeconds(unit.now),
    cancellation_reason: params.cancellation_reason ?? null,
    next_action: null,
  });
  const charge = intent.status === 'requires_capture' && unit.state.charges.get(intent.latest_charge ?? '');
  if (charge) {
    // A hold that is given back is a refund of the charge that was never captured.
    unit.emit(
      'charge.refunded',
      unit.saveCharge({ ...charge, amount_refunded: charge.amount, refunded: true }),
    );
  }
  unit.emit('payment_intent.canceled', canceled);
  return canceled;
}

export function findIntent(unit: Unit, id: string): PaymentIntent {
  const intent = unit.state.intents.get(id);
  if (!intent) throw missing('payment_intent', id, 'intent');
  return intent;
}

function chargeIntent(unit: Unit, intent: PaymentIntent): PaymentIntent {
  const isCaptured = intent.capture_method !== 'manual';
  const charge = unit.saveCharge({
    ...newCharge(unit, intent),
    amount_captured: isCaptured ? intent.amount : 0,
    captured: isCaptured,
    paid: true,
    status: 'succeeded',
  });
  unit.emit('charge.succeeded', charge);
  const charged = unit.saveIntent({
    ...intent,
    status: isCaptured ? 'succeeded' : 'requires_capture',
    amount_capturable: isCaptured ? 0 : intent.amount,
    amount_received: isCaptured ? intent.amount : 0,
    last_payment_error: null,
    latest_charge: charge.id,
  });
  unit.emit(isCaptured ? 'payment_intent.succeeded' : 'payment_intent.amount_capturable_updated', charged);
  return charged;
}

function decline(unit: Unit, intent: PaymentIntent, error: CardError): ApiError {
  const charge = unit.saveCharge({
    ...newCharge(unit, intent),
    failure_code: error.code,
    failure_message: error.message,
  });
  unit.emit('charge.failed', charge);
  const refused = unit.saveIntent({
    ...intent,
    status: 'requires_payment_method',
    last_payment_error: error,
    latest_charge: charge.id,
    payment_method: null,
  });
  unit.emit('payment_intent.payment_failed', refused);
  return new ApiError(402, { ...error, charge: charge.id, payment_intent: refused });
}

function askForAction(
  unit: Unit,
  intent: PaymentIntent,
  url: string,
  returnUrl: string | null,
): PaymentIntent {
  const waiting = unit.saveIntent({
    ...intent,
    status: 'requires_action',
    next_action: { type: 'redirect_to_url', redirect_to_url: { url, return_url: returnUrl } },
  });
  unit.emit('payment_intent.requires_action', waiting);
  return waiting;
}

function newCharge(unit: Unit, intent: PaymentIntent): Charge {
  return {
    id: newObjectId('ch'),
    object: 'charge',
    amount: intent.amount,
    amount_captured: 0,
    amount_refunded: 0,
    captured: false,
    created: toSeconds(unit.now),
    currency: intent.currency,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: intent.metadata,
    paid: false,
    payment_intent: intent.id,
    payment_method: intent.payment_method!,
    refunded: false,
    status: 'failed',
  };
}

function requireMethod(id: string): TestMethod {
  const method = findTestMethod(id);
  if (!method) throw missing('PaymentMethod', id, 'payment_method');
  return method;
}
