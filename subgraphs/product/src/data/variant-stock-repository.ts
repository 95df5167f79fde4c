import type { Tx } from './database.ts';

/** Keeps the newest word on a variant's stock; an older version that comes late changes nothing. */
export async function saveVariantStock(tx: Tx, stock: VariantStock): Promise<void> {
  await tx.$executeRaw`/* saveVariantStock */
    INSERT INTO variant_stock AS s (tenant_id, variant_id, available, version)
    VALUES (${stock.tenantId}, ${stock.variantId}, ${stock.available}, ${stock.version})
    ON CONFLICT (tenant_id, variant_id) DO UPDATE SET available = excluded.available, version = excluded.version
    WHERE s.version < excluded.version`;
}

type VariantStock = { tenantId: string; variantId: string; available: number; version: number };
