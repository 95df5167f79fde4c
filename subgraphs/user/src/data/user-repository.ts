import type { User } from '../domain/user.ts';
import type { Tx } from './database.ts';

/** The account of an address, with the hash of its password. */
export async function findCredentials(
  tx: Tx,
  tenantId: string,
  email: string,
): Promise<{ user: User; passwordHash: string } | null> {
  const row = await tx.user.findUnique({ where: { tenantId_email: { tenantId, email } } });
  if (!row) return null;
  const { passwordHash, ...user } = row;
  return { user, passwordHash };
}

export async function findUsers(tx: Tx, tenantId: string, ids: readonly string[]): Promise<User[]> {
  return tx.user.findMany({ where: { tenantId, id: { in: [...ids] } }, omit: { passwordHash: true } });
}

/** False when the address (or the id) is taken. */
export async function insertUser(tx: Tx, user: User, passwordHash: string): Promise<boolean> {
  const { count } = await tx.user.createMany({
    data: [{ ...user, permissions: [...user.permissions], passwordHash }],
    skipDuplicates: true,
  });
  return count === 1;
}

/** Locks the row until the end of the transaction; false when there is none. */
export async function lockUser(tx: Tx, tenantId: string, id: string): Promise<boolean> {
  const rows = await tx.$queryRaw<object[]>`/* lockUser */
    SELECT id FROM user_account WHERE tenant_id = ${tenantId} AND id = ${id} FOR UPDATE`;
  return rows.length === 1;
}
