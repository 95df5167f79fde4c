import type { Product } from '../domain/product.ts';
import type { Tx } from './database.ts';

/** The products in the order of `ids`, null where there is none in the tenant. */
export async function findProductsByIds(
  tx: Tx,
  tenantId: string,
  ids: readonly string[],
): Promise<(Product | null)[]> {
  const rows = await tx.product.findMany({ where: { tenantId, id: { in: [...ids] } } });
  const byId = new Map(rows.map((row) => [row.id, { ...row, status: row.status as Product['status'] }]));
  return ids.map((id) => byId.get(id) ?? null);
}
