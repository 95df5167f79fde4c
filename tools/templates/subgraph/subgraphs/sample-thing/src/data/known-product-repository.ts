import type { Tx } from './database.ts';

/** Saving it again changes nothing. */
export async function saveKnownProduct(tx: Tx, tenantId: string, productId: string): Promise<void> {
  await tx.knownProduct.createMany({ data: [{ tenantId, productId }], skipDuplicates: true });
}

export async function isProductKnown(tx: Tx, tenantId: string, productId: string): Promise<boolean> {
  return (await tx.knownProduct.count({ where: { tenantId, productId } })) > 0;
}
