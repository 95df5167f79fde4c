import type { Address } from '../domain/address-book.ts';
import type { Tx } from './database.ts';

/** The addresses whose `key` is one of the values; those of a person oldest first. */
export async function findAddresses(
  tx: Tx,
  tenantId: string,
  key: 'id' | 'userId',
  values: readonly string[],
): Promise<Address[]> {
  return tx.address.findMany({
    where: { tenantId, [key]: { in: [...values] } },
    orderBy: [{ userId: 'asc' }, { createdAt: 'asc' }, { id: 'asc' }],
  });
}

export async function insertAddress(tx: Tx, address: Address): Promise<void> {
  await tx.address.create({ data: address });
}

export async function updateAddress(tx: Tx, { id, ...values }: Address): Promise<void> {
  await tx.address.update({ where: { id }, data: values });
}

export async function deleteAddress(tx: Tx, id: string): Promise<void> {
  await tx.address.delete({ where: { id } });
}

/** Makes one address the default of its person. The old one goes first: the database allows only one. */
export async function saveDefaultAddress(tx: Tx, userId: string, id: string): Promise<void> {
  await tx.address.updateMany({
    where: { userId, isDefault: true, NOT: { id } },
    data: { isDefault: false },
  });
  await tx.address.updateMany({ where: { id, isDefault: false }, data: { isDefault: true } });
}
