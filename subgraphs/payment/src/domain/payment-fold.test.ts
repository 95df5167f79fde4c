import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Fact, FactType } from './facts.ts';
import { factKey, newFacts } from './facts.ts';
import { fact } from './fixtures.test-support.ts';
import { foldPayment } from './payment-fold.ts';

const types: readonly FactType[] = [
  ...(['REQUESTED', 'UNKNOWN', 'ACTION_REQUIRED', 'DECLINED', 'AUTHORIZED'] as const),
  ...(['CAPTURED', 'CAPTURE_FAILED', 'REFUND_FAILED', 'VOIDED', 'REFUNDED'] as const),
];
const anyFact: fc.Arbitrary<Fact> = fc
  .record({
    type: fc.constantFrom(...types),
    attempt: fc.integer({ min: 1, max: 3 }),
    refund: fc.integer({ min: 1, max: 4 }),
    amountMinor: fc.bigInt({ min: 0n, max: 10n ** 15n }),
  })
  .map(({ type, attempt, refund, amountMinor }) => {
    const ref = `pi_${attempt}`;
    return fact(type, amountMinor, { attempt, ref, id: type === 'REFUNDED' ? `${ref}_${refund}` : ref });
  });
/** As a provider reports: one amount a fact, whoever reports it. */
const anyFacts = fc.array(anyFact, { maxLength: 25 }).map((facts) => newFacts([], facts));

describe('the fold', () => {
  it('never shows more refunded than captured, nor more captured than authorised', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const balance = foldPayment(facts);
        expect(balance.refundedMinor).toBeLessThanOrEqual(balance.capturedMinor);
        expect(balance.capturedMinor).toBeLessThanOrEqual(balance.authorizedMinor);
        expect(balance.capturedMinor + balance.heldMinor).toBeLessThanOrEqual(balance.authorizedMinor);
        expect(balance.refundedMinor).toBeGreaterThanOrEqual(0n);
      }),
    );
  });

  it('is the same in whatever order, and however often, the facts come', () => {
    const reported = anyFacts.chain((facts) =>
      fc.tuple(
        fc.constant(facts),
        fc.shuffledSubarray([...facts, ...facts], { minLength: facts.length * 2 }),
      ),
    );
    fc.assert(
      fc.property(reported, ([facts, shuffled]) => {
        const { intents, ...balance } = foldPayment(facts);
        const again = foldPayment(shuffled);
        expect(again).toMatchObject(balance);
        expect(new Map([...again.intents].sort())).toEqual(new Map([...intents].sort()));
      }),
    );
  });

  it.each<[FactType[], string]>([
    [[], 'PENDING'],
    [['REQUESTED'], 'PENDING'],
    [['REQUESTED', 'UNKNOWN'], 'UNKNOWN'],
    [['UNKNOWN', 'ACTION_REQUIRED'], 'ACTION_REQUIRED'],
    [['ACTION_REQUIRED', 'DECLINED'], 'DECLINED'],
    [['DECLINED', 'AUTHORIZED'], 'AUTHORIZED'],
    [['UNKNOWN', 'AUTHORIZED', 'CAPTURED'], 'CAPTURED'],
    [['AUTHORIZED', 'CAPTURED', 'REFUNDED'], 'REFUNDED'],
    [['AUTHORIZED', 'VOIDED'], 'VOIDED'],
    [['ACTION_REQUIRED', 'VOIDED'], 'VOIDED'],
  ])('of %j is %s, with money and with none', (facts, status) => {
    expect(foldPayment(facts.map((type) => fact(type, 100n))).status).toBe(status);
    const isFree = !facts.includes('REFUNDED');
    if (isFree) expect(foldPayment(facts.map((type) => fact(type, 0n))).status).toBe(status);
  });

  it('tells a part from the whole of a refund', () => {
    const facts = [fact('CAPTURED', 100n), fact('REFUNDED', 40n, { id: 'a' })];
    expect(foldPayment(facts)).toMatchObject({ status: 'PARTIALLY_REFUNDED', refundedMinor: 40n });
    expect(foldPayment([...facts, fact('REFUNDED', 60n, { id: 'b' })]).status).toBe('REFUNDED');
  });

  it('goes by the latest attempt where no money speaks', () => {
    const second = { attempt: 2, ref: 'pi_2', id: 'pi_2' };
    const declined = fact('DECLINED', 0n, { detail: 'lost_card' });
    expect(foldPayment([declined])).toMatchObject({ status: 'DECLINED', declineReason: 'lost_card' });
    expect(foldPayment([declined, fact('REQUESTED', 100n, second)]).status).toBe('PENDING');
    const waiting = fact('ACTION_REQUIRED', 0n, { ...second, detail: 'https://bank.test' });
    expect(foldPayment([declined, waiting])).toMatchObject({
      status: 'ACTION_REQUIRED',
      nextActionUrl: 'https://bank.test',
    });
  });
});

describe('newFacts', () => {
  it('takes each fact once, by type and id', () => {
    const known = [fact('AUTHORIZED', 100n)];
    const reported = [fact('AUTHORIZED', 100n), fact('CAPTURED', 100n), fact('CAPTURED', 100n)];
    expect(newFacts(known, reported).map(factKey)).toEqual(['CAPTURED:pi_1']);
  });
});
