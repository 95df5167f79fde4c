import type { Tx } from '../data/database.ts';
import { saveRecipient } from '../data/recipient-repository.ts';
import type { Recipient } from '../domain/notification.ts';

/** Keeps our own copy of whom to write to. */
export async function recordRecipient(
  tx: Tx,
  tenantId: string,
  { userId, email, name, locale }: Recipient,
): Promise<void> {
  await saveRecipient(tx, tenantId, { userId, email, name, locale });
}
