import type { WebhookNote } from '../providers/provider.ts';
import type { Tx } from './database.ts';

/** Stores a webhook, as `processedAt` says also as one that need not be read; null when it came before. */
export async function insertWebhook(
  tx: Tx,
  tenantId: string,
  provider: string,
  note: WebhookNote,
  processedAt: Date | null,
): Promise<string | null> {
  const [row] = await tx.webhookEvent.createManyAndReturn({
    data: [
      {
        tenantId,
        provider,
        eventId: note.eventId,
        type: note.type,
        providerRef: note.ref,
        processedAt,
        payload: note.payload,
      },
    ],
    skipDuplicates: true,
    select: { id: true },
  });
  return row ? row.id.toString() : null;
}

export const findWebhook = (tx: Tx, id: string) =>
  tx.webhookEvent.findUnique({
    where: { id: BigInt(id) },
    select: { provider: true, type: true, providerRef: true, processedAt: true },
  });

export async function markWebhookProcessed(tx: Tx, id: string, processedAt: Date): Promise<void> {
  await tx.webhookEvent.update({ where: { id: BigInt(id) }, data: { processedAt } });
}
