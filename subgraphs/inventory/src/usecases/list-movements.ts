import { isId, toConnection, toPageRequest, type Connection, type Identity } from '@bazaar/kit';
import type { App } from '../context.ts';
import { countMovements, findMovementPage, type StockMovement } from '../data/stock-reads.ts';

/** A page of a variant's ledger, newest first. */
export async function listMovements(
  app: App,
  { tenantId }: Identity,
  args: { variantId: string; first?: number | null; after?: string | null },
): Promise<MovementPage> {
  const { variantId } = args;
  const scope = { list: 'stockMovements', tenantId, variantId };
  const page = toPageRequest(args, app.cursors, scope);
  const isVariant = isId('ProductVariant', variantId);
  const movements = isVariant ? await findMovementPage(app.db.read, tenantId, variantId, page) : [];
  return {
    ...toConnection(movements, page, ({ position }) => app.cursors.encode(scope, [position])),
    totalCount: async () => (isVariant ? countMovements(app.db.read, tenantId, variantId) : 0),
  };
}

/** `totalCount` is a query of its own, made only when it is asked for. */
type MovementPage = Connection<StockMovement> & { totalCount: () => Promise<number> };
