import type { Channel, Kind, Preference, Recipient } from '../domain/notification.ts';
import type { Tx } from './database.ts';

type Owner = { tenantId: string; userId: string };

export async function saveRecipient(tx: Tx, tenantId: string, recipient: Recipient): Promise<void> {
  const { userId, ...details } = recipient;
  await tx.recipient.upsert({
    where: { tenantId_userId: { tenantId, userId } },
    create: { tenantId, userId, ...details },
    update: details,
  });
}

export const findRecipient = (tx: Tx, owner: Owner): Promise<Recipient | null> =>
  tx.recipient.findUnique({ where: { tenantId_userId: owner } });

export async function findPreferences(tx: Tx, owner: Owner): Promise<Preference[]> {
  const rows = await tx.preference.findMany({ where: owner });
  return rows.map(({ kind, channel, isEnabled }) => ({
    kind: kind as Kind,
    channel: channel as Channel,
    isEnabled,
  }));
}

export async function savePreference(
  tx: Tx,
  owner: Owner,
  { kind, channel, isEnabled }: Preference,
): Promise<void> {
  await tx.preference.upsert({
    where: { tenantId_userId_kind_channel: { ...owner, kind, channel } },
    create: { ...owner, kind, channel, isEnabled },
    update: { isEnabled },
  });
}
