import type { Tx } from '../data/database.ts';
import { saveKnownProduct } from '../data/known-product-repository.ts';

/** Keeps our own copy of which products there are, so that a transaction can rely on it without asking anybody. */
export async function rememberProduct(tx: Tx, tenantId: string, productId: string): Promise<void> {
  await saveKnownProduct(tx, tenantId, productId);
}
