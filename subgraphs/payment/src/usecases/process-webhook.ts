import { newUuidV7 } from '@bazaar/kit';
import type { App } from '../context.ts';
import type { Jobs } from '../data/job-queue.ts';
import { findPayment, findPaymentOfIntent, lockPayment, type PaymentId } from '../data/payment-repository.ts';
import { findWebhook, markWebhookProcessed } from '../data/webhook-repository.ts';
import type { ProviderName } from '../domain/payment.ts';
import { factsOf } from '../domain/provider-snapshot.ts';
import { announcedBy } from '../domain/webhook-types.ts';
import { attemptNumberOf, report } from '../domain/reports.ts';
import { saveDecision } from './save-decision.ts';

/**
 * A webhook says that something happened; what it was is asked again, because webhooks come late, twice and in any
 * order. One that tells nothing new costs one look.
 */
export async function processWebhook(app: App, { webhookId }: Jobs['process-webhook']): Promise<void> {
  const webhook = await findWebhook(app.db.prisma, webhookId);
  if (!webhook || webhook.processedAt) return;
  const { providerRef: ref, provider, type } = webhook;
  const key = ref ? await findPaymentOfIntent(app.db.prisma, provider, ref) : undefined;
  if (ref && key && !(await isKnown(app, key, type, ref))) {
    await learnFromProvider(app, key, provider as ProviderName, ref);
  }
  await markWebhookProcessed(app.db.prisma, webhookId, app.now());
  app.nudge();
}

async function learnFromProvider(
  app: App,
  key: PaymentId,
  provider: ProviderName,
  ref: string,
): Promise<void> {
  const said = await app.providers[provider].retrieve(ref);
  // The job is tried again, as often as it takes.
  if (said.outcome === 'UNKNOWN')
    throw new Error(`${provider} did not say what became of ${ref}: ${said.reason}`);
  const { snapshot } = said;
  if (!snapshot) return;
  await app.db.transaction(async (tx) => {
    const before = (await lockPayment(tx, key))!;
    const facts = factsOf(snapshot, attemptNumberOf(before, ref), app.now());
    await saveDecision(tx, before, report(before, facts, newUuidV7()), app.now());
  });
}

async function isKnown(app: App, key: PaymentId, type: string, ref: string): Promise<boolean> {
  const herald = announcedBy(type);
  if (!herald) return false;
  const payment = await findPayment(app.db.prisma, key);
  return payment?.facts.some((fact) => fact.type === herald && fact.id === ref) === true;
}
