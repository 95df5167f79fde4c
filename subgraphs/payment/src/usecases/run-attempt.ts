import { newUuidV7 } from '@bazaar/kit';
import { sqlFromPrisma } from '@bazaar/messaging';
import type { App } from '../context.ts';
import { addJob, type Jobs } from '../data/job-queue.ts';
import { findPayment, lockPayment } from '../data/payment-repository.ts';
import { isOpen, type Attempt, type Decision, type Payment } from '../domain/payment.ts';
import { factsOf } from '../domain/provider-snapshot.ts';
import { abandon, attemptNumberOf, report, reportRefusal, reportSilence } from '../domain/reports.ts';
import { askProvider, type Asked } from './ask-provider.ts';
import { saveDecision } from './save-decision.ts';

/**
 * The worker's part of an attempt, and the janitor's:
 * 1. ask the provider, with no transaction open;
 * 2. in one transaction store what it said, fold it, and tell the order;
 * 3. while the outcome is open, look again later. What a webhook settles first is not settled twice: both report facts.
 */
export async function runAttempt(app: App, job: Jobs['run-attempt']): Promise<void> {
  const key = { tenantId: job.tenantId, id: job.paymentId };
  const payment = await findPayment(app.db.prisma, key);
  const attempt = payment?.attempts.find((each) => each.id === job.attemptId);
  if (!payment || !attempt || !isOpen(attempt)) return;
  const asked = await askProvider(app, payment, attempt, job.round);
  if (asked !== 'never-asked' && 'reason' in asked) {
    const { kind, id: attemptId } = attempt;
    const fields = { paymentId: payment.id, attemptId, kind, round: job.round, reason: asked.reason };
    app.logger.warn(fields, asked.outcome === 'UNKNOWN' ? 'provider did not answer' : 'provider refused');
  }
  await app.db.transaction(async (tx) => {
    const before = (await lockPayment(tx, key))!;
    const current = before.attempts.find((each) => each.id === job.attemptId)!;
    const decision = decide(before, current, asked, app.now());
    const after = await saveDecision(tx, before, decision, app.now());
    if (after.attempts.some((each) => each.id === job.attemptId && isOpen(each))) {
      const delayMs = app.checkDelaysMs[Math.min(job.round, app.checkDelaysMs.length - 1)]!;
      const again = { ...job, round: job.round + 1 };
      await addJob(sqlFromPrisma(tx), 'run-attempt', again, new Date(app.now().getTime() + delayMs));
    }
  });
  app.nudge();
  app.settled.tell(job.attemptId);
}

function decide(payment: Payment, attempt: Attempt, asked: Asked, now: Date): Decision {
  const next = { now, attemptId: newUuidV7() };
  if (asked === 'never-asked') {
    // A job that was given back may still run where it was. Then the other run has an intent, and may confirm it.
    if (attempt.ref !== null) return reportSilence(payment, attempt, 'ASKED_MEANWHILE', now);
    return abandon(payment, attempt, next);
  }
  if (asked.outcome === 'UNKNOWN') return reportSilence(payment, attempt, asked.reason, now);
  if (!asked.snapshot) return reportRefusal(payment, attempt, asked.reason, next);
  const facts = factsOf(asked.snapshot, attemptNumberOf(payment, asked.snapshot.ref), now);
  return report(payment, facts, next.attemptId);
}
