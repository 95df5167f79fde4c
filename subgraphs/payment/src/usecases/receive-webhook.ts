import { defaultTenantId } from '@bazaar/kit';
import { sqlFromPrisma } from '@bazaar/messaging';
import type { App } from '../context.ts';
import { addJob } from '../data/job-queue.ts';
import { insertWebhook } from '../data/webhook-repository.ts';
import type { ProviderName } from '../domain/payment.ts';
import { isOfInterest } from '../domain/webhook-types.ts';

/** Keeps a webhook that its provider signed, once; a worker reads it later. False for anything else. */
export async function receiveWebhook(
  app: App,
  name: ProviderName,
  raw: Buffer,
  headers: Readonly<Record<string, string | undefined>>,
): Promise<boolean> {
  const provider = app.providers[name];
  if (!provider.verifyWebhook(raw, headers)) return false;
  const note = provider.parseWebhook(raw);
  await app.db.transaction(async (tx) => {
    const processedAt = isOfInterest(note.type) ? null : app.now();
    const webhookId = await insertWebhook(tx, note.tenantId ?? defaultTenantId, name, note, processedAt);
    if (webhookId !== null && !processedAt) await addJob(sqlFromPrisma(tx), 'process-webhook', { webhookId });
  });
  return true;
}
