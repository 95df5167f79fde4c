import { AppError, isId, type Identity } from '@bazaar/kit';
import type { App } from '../context.ts';
import { findLevels, type ReadLevel } from '../data/stock-reads.ts';

const variantsMax = 100;

/** The balances of some variants at every location; throws BAD_USER_INPUT for too many. */
export async function listLevels(
  app: App,
  { tenantId }: Identity,
  variantIds: readonly string[],
): Promise<ReadLevel[]> {
  if (variantIds.length > variantsMax) {
    throw new AppError('BAD_USER_INPUT', `Ask for at most ${variantsMax} variants at a time.`);
  }
  const ids = variantIds.filter((id) => isId('ProductVariant', id));
  return findLevels(app.db.read, tenantId, ids, app.now());
}
