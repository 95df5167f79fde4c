import { describe, expect, it } from '@jest/globals';
import { authorize, cancel, capture, refund } from './commands.ts';
import { attempt, fact, lives, now, payment } from './fixtures.test-support.ts';
import { refundable, type Decision, type Payment } from './payment.ts';
import { providerFor } from './routing.ts';

const begun = ({ begin }: Decision) =>
  begin.map(({ kind, n, amountMinor, ref }) => ({ kind, n, amountMinor, ref }));

describe('authorize', () => {
  it('begins the first attempt and notes the request', () => {
    const decision = authorize(payment(), 1, 'att_1', now);
    expect(begun(decision)).toEqual([{ kind: 'AUTHORIZE', n: 1, amountMinor: 100n, ref: null }]);
    expect(decision.payment.facts).toMatchObject([{ type: 'REQUESTED', amountMinor: 100n }]);
    expect(decision.replies).toEqual([]);
  });

  it.each<[string, Payment, object[]]>([
    ['still asked for', lives.requested(), []],
    ['waiting', lives.waiting(), [{ type: 'action-required', url: 'https://bank.test' }]],
    [
      'waiting for nowhere',
      payment({ facts: [fact('ACTION_REQUIRED')] }),
      [{ type: 'action-required', url: '' }],
    ],
    ['authorised', lives.authorized(), [{ type: 'authorized', amountMinor: 100n }]],
    ['captured', lives.captured(), [{ type: 'authorized', amountMinor: 100n }]],
    ['refunded', payment({ facts: [fact('REFUNDED', 100n)] }), [{ type: 'authorized', amountMinor: 100n }]],
    [
      'refunded in part',
      payment({ facts: [fact('CAPTURED', 100n), fact('REFUNDED', 1n)] }),
      [{ type: 'authorized', amountMinor: 100n }],
    ],
    ['unknown', payment({ facts: [fact('UNKNOWN')] }), [{ type: 'unknown' }]],
    [
      'declined',
      payment({ attempts: [attempt('AUTHORIZE', { status: 'DECLINED' })], facts: [fact('DECLINED')] }),
      [{ type: 'declined', reason: 'DECLINED' }],
    ],
    [
      'voided',
      payment({ attempts: [attempt('AUTHORIZE', { status: 'ABANDONED' })], facts: [fact('VOIDED')] }),
      [{ type: 'declined', reason: 'VOIDED' }],
    ],
  ])('that comes again tells how the first one stands: %s', (_name, before, replies) => {
    const decision = authorize(before, 1, 'att_2', now);
    expect(decision).toEqual({ payment: before, replies, begin: [] });
  });

  it('may follow a refusal, but no open attempt and no success', () => {
    const declined = payment({
      attempts: [attempt('AUTHORIZE', { status: 'DECLINED' })],
      facts: [fact('DECLINED')],
    });
    expect(begun(authorize(declined, 2, 'att_2', now))).toMatchObject([{ n: 2 }]);
    expect(begun(authorize(lives.requested(), 2, 'att_2', now))).toEqual([]);
    expect(begun(authorize(lives.authorized(), 2, 'att_2', now))).toEqual([]);
  });

  it('is refused for a canceled order', () => {
    expect(authorize(payment({ isCanceled: true }), 1, 'att_1', now)).toMatchObject({
      replies: [{ type: 'declined', reason: 'ORDER_CANCELED' }],
      begin: [],
    });
  });
});

describe('capture', () => {
  it('takes what is held, be it nothing', () => {
    expect(begun(capture(lives.authorized(), 'att_2'))).toEqual([
      { kind: 'CAPTURE', n: 1, amountMinor: 100n, ref: 'pi_1' },
    ]);
    expect(begun(capture(payment({ facts: [fact('AUTHORIZED', 0n)] }), 'att_2'))).toHaveLength(1);
  });

  it.each<[string, Payment, object[]]>([
    ['open', { ...lives.authorized(), attempts: [attempt('CAPTURE')] }, []],
    ['done', lives.captured(), [{ type: 'captured', amountMinor: 100n }]],
    [
      'done by somebody else',
      { ...lives.captured(), attempts: [] },
      [{ type: 'captured', amountMinor: 100n }],
    ],
    [
      'refused',
      { ...lives.authorized(), attempts: [attempt('CAPTURE', { status: 'DECLINED', reason: 'expired' })] },
      [{ type: 'capture-failed', reason: 'expired' }],
    ],
    [
      'refused without a word',
      { ...lives.authorized(), attempts: [attempt('CAPTURE', { status: 'DECLINED' })] },
      [{ type: 'capture-failed', reason: 'DECLINED' }],
    ],
    [
      'canceled',
      { ...lives.authorized(), isCanceled: true },
      [{ type: 'capture-failed', reason: 'ORDER_CANCELED' }],
    ],
    ['not authorised', lives.requested(), [{ type: 'capture-failed', reason: 'NOTHING_AUTHORIZED' }]],
  ])('begins nothing when it is %s', (_name, before, replies) => {
    expect(capture(before, 'att_2')).toEqual({ payment: before, replies, begin: [] });
  });
});

describe('cancel', () => {
  it.each<[string, Payment, object]>([
    ['held', lives.authorized(), { kind: 'VOID', amountMinor: 100n, ref: 'pi_1' }],
    ['captured', lives.captured(), { kind: 'REFUND', amountMinor: 100n, ref: 'pi_1' }],
    ['waiting for the customer', lives.waiting(), { kind: 'VOID', amountMinor: 0n, ref: 'pi_1' }],
  ])('undoes what is %s', (_name, before, expected) => {
    const decision = cancel(before, 'att_9');
    expect(begun(decision)).toMatchObject([expected]);
    expect(decision).toMatchObject({ replies: [], payment: { isCanceled: true } });
  });

  it.each<[string, Payment]>([
    ['being asked for', lives.requested()],
    [
      'not known',
      payment({ attempts: [attempt('AUTHORIZE', { status: 'UNKNOWN' })], facts: [fact('UNKNOWN')] }),
    ],
    ['being captured', { ...lives.authorized(), attempts: [attempt('CAPTURE', { status: 'UNKNOWN' })] }],
    ['being voided', { ...lives.waiting(), attempts: [...lives.waiting().attempts, attempt('VOID')] }],
  ])('waits for what is %s, and undoes nothing on a guess', (_name, before) => {
    expect(cancel(before, 'att_9')).toMatchObject({ begin: [], replies: [], payment: { isCanceled: true } });
  });

  it.each<[string, Payment, string]>([
    ['never charged', payment(), 'NOTHING_HELD'],
    ['voided', payment({ facts: [fact('AUTHORIZED', 100n), fact('VOIDED', 100n)] }), 'VOIDED'],
    ['refunded', payment({ facts: [fact('CAPTURED', 100n), fact('REFUNDED', 100n)] }), 'REFUNDED'],
  ])('says so at once when it is %s', (_name, before, outcome) => {
    expect(cancel(before, 'att_9')).toMatchObject({ begin: [], replies: [{ type: 'canceled', outcome }] });
  });

  it('refunds only what is left', () => {
    const before = {
      ...lives.captured(),
      facts: [...lives.captured().facts, fact('REFUNDED', 30n, { id: 'a' })],
    };
    expect(begun(cancel(before, 'att_9'))).toMatchObject([{ kind: 'REFUND', amountMinor: 70n }]);
  });
});

describe('refund', () => {
  it('counts what is on its way back already', () => {
    const first = refund(lives.captured(), 60n, 'att_8') as Decision;
    expect(begun(first)).toMatchObject([{ kind: 'REFUND', n: 1, amountMinor: 60n, ref: 'pi_1' }]);
    expect(refundable(first.payment)).toBe(40n);
    expect(refund(first.payment, 41n, 'att_9')).toEqual({ refundableMinor: 40n });
    expect(begun(refund(first.payment, 40n, 'att_9') as Decision)).toMatchObject([{ n: 2 }]);
  });

  it('finds nothing where nothing was captured, or more came back than was asked for', () => {
    expect(refund(lives.authorized(), 1n, 'att_8')).toEqual({ refundableMinor: 0n });
    expect(refund(lives.authorized(), 0n, 'att_8')).toEqual({ refundableMinor: 0n });
    const outside = fact('REFUNDED', 80n, { id: 're_by_hand' });
    const racing = { ...lives.captured(), facts: [...lives.captured().facts, outside] };
    const underway = { ...racing, attempts: [...racing.attempts, attempt('REFUND')] };
    expect(refundable(underway)).toBe(0n);
  });
});

describe('providerFor', () => {
  it('sends cards to Stripe, and what people settle or nobody pays to them', () => {
    expect(providerFor('pm_card_visa', 100n)).toBe('stripe');
    expect(providerFor('manual_invoice', 100n)).toBe('manual');
    expect(providerFor('pm_card_visa', 0n)).toBe('manual');
  });
});
