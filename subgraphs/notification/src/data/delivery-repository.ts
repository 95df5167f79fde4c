import type { Tx } from './database.ts';

export type DeliveryStatus = 'QUEUED' | 'SENDING' | 'SENT' | 'FAILED' | 'SUPPRESSED';

export const insertEmailDelivery = (tx: Tx, tenantId: string, notificationId: string) =>
  tx.delivery.create({ data: { notificationId, tenantId, channel: 'EMAIL', status: 'QUEUED' } });

/** Counts an attempt before it is made; null when the delivery has come to its end. */
export async function beginEmailAttempt(
  tx: Tx,
  notificationId: string,
): Promise<{ attempts: number } | null> {
  const { count } = await tx.delivery.updateMany({
    where: { notificationId, channel: 'EMAIL', status: { in: ['QUEUED', 'SENDING'] } },
    data: { status: 'SENDING', attempts: { increment: 1 } },
  });
  if (count === 0) return null;
  return tx.delivery.findUnique({
    where: { notificationId_channel: { notificationId, channel: 'EMAIL' } },
    select: { attempts: true },
  });
}

export async function endEmailDelivery(
  tx: Tx,
  notificationId: string,
  end: { status: 'SENT'; sentAt: Date } | { status: 'FAILED' | 'SUPPRESSED'; lastError?: string },
): Promise<void> {
  await tx.delivery.update({
    where: { notificationId_channel: { notificationId, channel: 'EMAIL' } },
    data: end,
  });
}
