import { describe, expect, it } from '@jest/globals';
import type { Fact } from './facts.ts';
import { attempt, fact, lives, now, payment } from './fixtures.test-support.ts';
import type { Attempt, Payment } from './payment.ts';
import { factsOf, type ProviderSnapshot } from './provider-snapshot.ts';
import { abandon, attemptNumberOf, report, reportRefusal, reportSilence } from './reports.ts';

const next = { now, attemptId: 'att_next' };
const asked = () =>
  payment({ attempts: [attempt('AUTHORIZE')], facts: [fact('REQUESTED', 100n, { id: 'att' })] });
const statuses = (after: Payment) => after.attempts.map((each) => each.status);

describe('a report', () => {
  it.each<[string, Fact[], Attempt['status'], object[]]>([
    ['authorised', [fact('AUTHORIZED', 100n)], 'SUCCEEDED', [{ type: 'authorized', amountMinor: 100n }]],
    [
      'waiting',
      [fact('ACTION_REQUIRED', 0n, { detail: 'https://bank.test' })],
      'ACTION_REQUIRED',
      [{ type: 'action-required', url: 'https://bank.test' }],
    ],
    [
      'declined',
      [fact('DECLINED', 0n, { detail: 'lost_card' })],
      'DECLINED',
      [{ type: 'declined', reason: 'lost_card' }],
    ],
    ['voided by the provider', [fact('VOIDED')], 'ABANDONED', [{ type: 'declined', reason: 'VOIDED' }]],
    [
      'voided after all',
      [fact('AUTHORIZED', 100n), fact('VOIDED')],
      'SUCCEEDED',
      [{ type: 'declined', reason: 'VOIDED' }],
    ],
    [
      'declined, then not',
      [fact('DECLINED'), fact('AUTHORIZED', 100n)],
      'SUCCEEDED',
      [{ type: 'authorized', amountMinor: 100n }],
    ],
  ])('of an authorisation that is %s ends it and tells the order', (_name, facts, status, replies) => {
    const decision = report(asked(), facts, 'att_next');
    expect(statuses(decision.payment)).toEqual([status]);
    expect(decision.replies).toEqual(replies);
  });

  it('that is known already changes nothing and tells nobody', () => {
    const known = report(asked(), [fact('AUTHORIZED', 100n)], 'att_next').payment;
    expect(report(known, [fact('AUTHORIZED', 100n)], 'att_next')).toEqual({
      payment: known,
      replies: [],
      begin: [],
    });
    expect(report(known, [], 'att_next').payment).toBe(known);
  });

  it('that was learnt before its attempt was begun ends the attempt', () => {
    const before = { ...lives.authorized(), attempts: [attempt('AUTHORIZE')] };
    expect(statuses(report(before, [], 'att_next').payment)).toEqual(['SUCCEEDED']);
  });

  it.each<[Attempt['kind'], Fact, Attempt['status'], object[]]>([
    ['CAPTURE', fact('CAPTURED', 100n), 'SUCCEEDED', [{ type: 'captured', amountMinor: 100n }]],
    [
      'CAPTURE',
      fact('VOIDED'),
      'DECLINED',
      [
        { type: 'declined', reason: 'VOIDED' },
        { type: 'capture-failed', reason: 'VOIDED' },
      ],
    ],
    ['CAPTURE', fact('UNKNOWN'), 'PENDING', []],
    [
      'CAPTURE',
      fact('CAPTURE_FAILED', 0n, { id: 'att_CAPTURE' }),
      'DECLINED',
      [{ type: 'capture-failed', reason: 'DECLINED' }],
    ],
    ['VOID', fact('VOIDED'), 'SUCCEEDED', [{ type: 'declined', reason: 'VOIDED' }]],
    ['VOID', fact('CAPTURED', 100n), 'DECLINED', [{ type: 'captured', amountMinor: 100n }]],
    ['VOID', fact('UNKNOWN'), 'PENDING', []],
    [
      'REFUND',
      fact('REFUNDED', 10n, { id: 'att_REFUND' }),
      'SUCCEEDED',
      [{ type: 'refunded', amountMinor: 10n }],
    ],
    [
      'REFUND',
      fact('REFUNDED', 10n, { id: 're_by_hand' }),
      'PENDING',
      [{ type: 'refunded', amountMinor: 10n }],
    ],
  ])('to a %s: %j', (kind, reported, status, replies) => {
    const before = { ...lives.authorized(), attempts: [attempt(kind)] };
    const decision = report(before, [reported], 'att_next');
    expect(statuses(decision.payment)).toEqual([status]);
    expect(decision.replies).toEqual(replies);
  });

  it('of a success that comes after the cancellation is undone by itself', () => {
    const canceled = { ...asked(), isCanceled: true };
    const late = report(canceled, [fact('AUTHORIZED', 100n)], 'att_next');
    expect(late).toMatchObject({ replies: [], begin: [{ id: 'att_next', kind: 'VOID', amountMinor: 100n }] });
    const voided = report(late.payment, [fact('VOIDED', 0n)], 'att_x');
    expect(voided).toMatchObject({ begin: [], replies: [{ type: 'canceled', outcome: 'VOIDED' }] });
  });

  it('of a capture where a void was asked for leads to a refund', () => {
    const before = { ...lives.authorized(), isCanceled: true, attempts: [attempt('VOID')] };
    expect(report(before, [fact('CAPTURED', 100n)], 'att_next').begin).toMatchObject([{ kind: 'REFUND' }]);
  });
});

describe('silence', () => {
  it('of an authorisation is told once', () => {
    const first = reportSilence(asked(), asked().attempts[0]!, 'timeout', now);
    expect(first.replies).toEqual([{ type: 'unknown' }]);
    expect(first.payment.attempts).toMatchObject([{ status: 'UNKNOWN', reason: 'timeout' }]);
    expect(reportSilence(first.payment, first.payment.attempts[0]!, 'timeout', now).replies).toEqual([]);
  });

  it('of anything else is kept to ourselves', () => {
    const before = { ...lives.authorized(), attempts: [attempt('CAPTURE')] };
    const decision = reportSilence(before, before.attempts[0]!, 'timeout', now);
    expect(statuses(decision.payment)).toEqual(['UNKNOWN']);
    expect(decision.replies).toEqual([]);
  });

  it('changes nothing about what a webhook has ended meanwhile', () => {
    const ended = lives.authorized();
    expect(reportSilence(ended, ended.attempts[0]!, 'timeout', now).payment).toBe(ended);
  });
});

describe('a refusal', () => {
  it('without an intent declines the authorisation', () => {
    const before = payment({ attempts: [attempt('AUTHORIZE', { ref: null })] });
    const decision = reportRefusal(before, before.attempts[0]!, 'resource_missing', next);
    expect(decision.replies).toEqual([{ type: 'declined', reason: 'resource_missing' }]);
    expect(statuses(decision.payment)).toEqual(['DECLINED']);
  });

  it('fails a capture and a refund', () => {
    const capture = { ...lives.authorized(), attempts: [attempt('CAPTURE')] };
    const captureFailed = reportRefusal(capture, capture.attempts[0]!, 'expired', next);
    expect(captureFailed.replies).toEqual([{ type: 'capture-failed', reason: 'expired' }]);
    const refund = { ...lives.captured(), attempts: [attempt('REFUND')] };
    const refundFailed = reportRefusal(refund, refund.attempts[0]!, 'no_funds', next);
    expect(refundFailed).toMatchObject({
      replies: [],
      payment: { attempts: [{ status: 'DECLINED', reason: 'no_funds' }] },
    });
  });

  it('of what undoes a canceled payment leaves it open, to be tried again', () => {
    for (const kind of ['VOID', 'REFUND'] as const) {
      const before = { ...lives.captured(), isCanceled: true, attempts: [attempt(kind)] };
      const decision = reportRefusal(before, before.attempts[0]!, 'no_funds', next);
      expect(decision).toMatchObject({
        begin: [],
        replies: [],
        payment: { attempts: [{ status: 'UNKNOWN' }] },
      });
    }
  });

  it('changes nothing about what a webhook has ended meanwhile', () => {
    const ended = lives.captured();
    expect(reportRefusal(ended, ended.attempts[1]!, 'expired', next).payment).toBe(ended);
  });
});

describe('an authorisation that is never asked for', () => {
  it('ends a cancellation with nothing held', () => {
    const before = payment({ isCanceled: true, attempts: [attempt('AUTHORIZE', { ref: null })] });
    const decision = abandon(before, before.attempts[0]!, next);
    expect(statuses(decision.payment)).toEqual(['ABANDONED']);
    expect(decision.replies).toEqual([{ type: 'canceled', outcome: 'NOTHING_HELD' }]);
  });
});

describe('an intent', () => {
  it('belongs to the attempt that made it', () => {
    const before = payment({
      attempts: [attempt('AUTHORIZE', { id: 'a' }), attempt('AUTHORIZE', { id: 'b', n: 2, ref: 'pi_2' })],
    });
    expect(attemptNumberOf(before, 'pi_2')).toBe(2);
    expect(attemptNumberOf(before, 'pi_1')).toBe(1);
    expect(attemptNumberOf(before, 'pi_of_somebody')).toBe(1);
  });
});

describe('the facts of a snapshot', () => {
  const snapshot: ProviderSnapshot = {
    ref: 'pi_1',
    state: 'NEW',
    authorizedMinor: 100n,
    capturedMinor: 90n,
    refunds: [{ id: 're_1', amountMinor: 10n }],
    actionUrl: 'https://bank.test',
    declineReason: 'lost_card',
  };
  it.each<[ProviderSnapshot['state'], string[]]>([
    ['NEW', []],
    ['PENDING', []],
    ['ACTION_REQUIRED', ['ACTION_REQUIRED']],
    ['DECLINED', ['DECLINED']],
    ['AUTHORIZED', ['AUTHORIZED']],
    ['CAPTURED', ['AUTHORIZED', 'CAPTURED', 'REFUNDED']],
    ['VOIDED', ['VOIDED']],
  ])('that is %s are %j', (state, types) => {
    expect(factsOf({ ...snapshot, state }, 1, now).map((each) => each.type)).toEqual(types);
  });
});
