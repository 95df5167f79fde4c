import { addToOutbox, sqlFromPrisma } from '@bazaar/messaging';
import type { Tx } from '../data/database.ts';
import { addJob } from '../data/job-queue.ts';
import { savePayment } from '../data/payment-repository.ts';
import type { Decision, Payment } from '../domain/payment.ts';
import { messagesOf } from './payment-messages.ts';

/** Payment, attempts, facts, the worker's jobs and everything that is told: one transaction, the caller's. */
export async function saveDecision(tx: Tx, before: Payment, decision: Decision, now: Date): Promise<Payment> {
  const sql = sqlFromPrisma(tx);
  const isChanged = decision.payment !== before;
  const payment = isChanged
    ? { ...decision.payment, version: before.version + 1, updatedAt: now }
    : decision.payment;
  if (isChanged) await savePayment(tx, before, payment);
  for (const attempt of decision.begin) {
    const { tenantId, id: paymentId } = payment;
    await addJob(sql, 'run-attempt', { tenantId, paymentId, attemptId: attempt.id, round: 0 });
  }
  await addToOutbox(sql, messagesOf(before, { ...decision, payment }));
  return payment;
}
