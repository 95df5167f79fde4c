import { newFacts, type Fact, type FactType } from './facts.ts';
import { balanceOf, isOpen, unchanged, type Attempt, type Decision, type Payment } from './payment.ts';
import { repliesTo, type Reply } from './replies.ts';
import { undo } from './undo.ts';

/** Takes in what a provider said. Only what is new tells anybody anything. */
export function report(payment: Payment, reported: readonly Fact[], nextAttemptId: string): Decision {
  const fresh = newFacts(payment.facts, reported);
  const facts = [...payment.facts, ...fresh];
  const attempts = payment.attempts.map((attempt) => settle(attempt, facts));
  const isNews = fresh.length > 0 || attempts.some((attempt, index) => attempt !== payment.attempts[index]);
  if (!isNews) return unchanged(payment);
  const after = { ...payment, facts, attempts };
  if (after.isCanceled) return undo(after, nextAttemptId);
  return unchanged(after, [...repliesTo(fresh, balanceOf(after)), ...lostCaptures(payment, after)]);
}

/** A provider was asked and did not answer: it may have happened or not. Nothing is undone on a guess. */
export function reportSilence(payment: Payment, attempt: Attempt, reason: string, now: Date): Decision {
  if (!isOpen(attempt)) return unchanged(payment);
  const marked = withAttempt(payment, { ...attempt, status: 'UNKNOWN', reason });
  if (attempt.kind !== 'AUTHORIZE') return unchanged(marked);
  return report(marked, [factAbout(marked, attempt, 'UNKNOWN', reason, now)], attempt.id);
}

/** A provider refused, for good. What undoes a payment is never given up: it stays open, to be tried again. */
export function reportRefusal(
  payment: Payment,
  attempt: Attempt,
  reason: string,
  next: { now: Date; attemptId: string },
): Decision {
  if (!isOpen(attempt)) return unchanged(payment);
  if (attempt.kind === 'VOID' || (attempt.kind === 'REFUND' && payment.isCanceled)) {
    return unchanged(withAttempt(payment, { ...attempt, status: 'UNKNOWN', reason }));
  }
  return report(
    payment,
    [factAbout(payment, attempt, refusals[attempt.kind], reason, next.now)],
    next.attemptId,
  );
}

/** An authorisation that the provider was never asked for, and will not be. */
export const abandon = (
  payment: Payment,
  attempt: Attempt,
  next: { now: Date; attemptId: string },
): Decision => report(payment, [factAbout(payment, attempt, 'VOIDED', null, next.now)], next.attemptId);

/** The number of the authorisation that made an intent. */
export const attemptNumberOf = (payment: Payment, ref: string | null): number =>
  payment.attempts.find((each) => each.kind === 'AUTHORIZE' && each.ref === ref)?.n ?? 1;

/** Captures that came too late: the provider had let go of the money. */
const lostCaptures = (before: Payment, after: Payment): Reply[] =>
  after.attempts
    .filter((attempt, index) => attempt !== before.attempts[index] && attempt.kind === 'CAPTURE')
    .filter((attempt) => attempt.reason === 'VOIDED')
    .map(() => ({ type: 'capture-failed', reason: 'VOIDED' }));

const refusals = { AUTHORIZE: 'DECLINED', CAPTURE: 'CAPTURE_FAILED', REFUND: 'REFUND_FAILED' } as const;

function factAbout(
  payment: Payment,
  attempt: Attempt,
  type: FactType,
  detail: string | null,
  now: Date,
): Fact {
  return {
    type,
    id: attempt.id,
    attempt: attempt.kind === 'AUTHORIZE' ? attempt.n : attemptNumberOf(payment, attempt.ref),
    ref: attempt.ref ?? attempt.id,
    amountMinor: 0n,
    occurredAt: now,
    detail,
  };
}

const withAttempt = (payment: Payment, changed: Attempt): Payment => ({
  ...payment,
  attempts: payment.attempts.map((each) => (each.id === changed.id ? changed : each)),
});

/** An attempt ends by the facts that answer it, whoever brought them. */
function settle(attempt: Attempt, facts: readonly Fact[]): Attempt {
  if (!isOpen(attempt)) return attempt;
  const find = (type: Fact['type'], id: string | null) =>
    facts.find((fact) => fact.type === type && fact.id === id);
  const ended = (status: Attempt['status'], reason: string | null = null): Attempt => ({
    ...attempt,
    status,
    reason,
  });
  switch (attempt.kind) {
    case 'AUTHORIZE': {
      if (find('AUTHORIZED', attempt.ref)) return ended('SUCCEEDED');
      const declined = find('DECLINED', attempt.ref) ?? find('DECLINED', attempt.id);
      if (declined) return ended('DECLINED', declined.detail);
      if (find('VOIDED', attempt.ref) ?? find('VOIDED', attempt.id)) return ended('ABANDONED');
      return find('ACTION_REQUIRED', attempt.ref) ? ended('ACTION_REQUIRED') : attempt;
    }
    case 'CAPTURE': {
      if (find('CAPTURED', attempt.ref)) return ended('SUCCEEDED');
      const failed = find('CAPTURE_FAILED', attempt.id);
      if (failed) return ended('DECLINED', failed.detail);
      return find('VOIDED', attempt.ref) ? ended('DECLINED', 'VOIDED') : attempt;
    }
    case 'VOID':
      if (find('VOIDED', attempt.ref)) return ended('SUCCEEDED');
      return find('CAPTURED', attempt.ref) ? ended('DECLINED', 'CAPTURED') : attempt;
    case 'REFUND': {
      if (find('REFUNDED', attempt.id)) return ended('SUCCEEDED');
      const failed = find('REFUND_FAILED', attempt.id);
      return failed ? ended('DECLINED', failed.detail) : attempt;
    }
  }
}
