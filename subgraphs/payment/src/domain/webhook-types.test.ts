import { expect, it } from '@jest/globals';
import { announcedBy, isOfInterest } from './webhook-types.ts';

it('reads webhooks that may tell something, and no others', () => {
  expect(['payment_intent.succeeded', 'refund.created'].every(isOfInterest)).toBe(true);
  expect(['charge.succeeded', 'payment_intent.created', 'constructor'].some(isOfInterest)).toBe(false);
  expect(announcedBy('payment_intent.succeeded')).toBe('CAPTURED');
  expect(announcedBy('refund.created')).toBeNull();
});
