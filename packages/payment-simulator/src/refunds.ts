import type { z } from 'zod';
import { badParameter, missing } from './api-error.ts';
import { newObjectId, toSeconds, type Charge, type Refund } from './objects.ts';
import type { parameters } from './parameters.ts';
import type { Unit } from './store.ts';

export function createRefund(unit: Unit, params: z.output<typeof parameters.createRefund>): Refund {
  const charge = findCharge(unit, params);
  const refundable = charge.amount_captured - charge.amount_refunded;
  if (refundable === 0) {
    throw badParameter('charge', 'charge_already_refunded', 'There is nothing to refund.');
  }
  const amount = params.amount ?? refundable;
  if (amount > refundable) {
    throw badParameter('amount', 'amount_too_large', `Refund amount is greater than ${refundable}.`);
  }
  const refund = unit.saveRefund({
    id: newObjectId('re'),
    object: 'refund',
    amount,
    charge: charge.id,
    created: toSeconds(unit.now),
    currency: charge.currency,
    metadata: params.metadata,
    payment_intent: charge.payment_intent,
    reason: params.reason ?? null,
    status: 'succeeded',
  });
  const amountRefunded = charge.amount_refunded + amount;
  const refunded = unit.saveCharge({
    ...charge,
    amount_refunded: amountRefunded,
    refunded: amountRefunded === charge.amount_captured,
  });
  unit.emit('refund.created', refund);
  unit.emit('charge.refunded', refunded);
  return refund;
}

function findCharge(unit: Unit, params: { charge?: string; payment_intent?: string }): Charge {
  const id = params.charge ?? unit.state.intents.get(params.payment_intent ?? '')?.latest_charge;
  const charge = unit.state.charges.get(id ?? '');
  if (charge) return charge;
  throw params.payment_intent && !unit.state.intents.has(params.payment_intent)
    ? missing('payment_intent', params.payment_intent, 'payment_intent')
    : missing('charge', id ?? '', 'charge');
}
