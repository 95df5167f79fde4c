import { defaultTenantId } from '@bazaar/kit';
import { addToOutbox } from '@bazaar/messaging';
import type { App } from '../context.ts';
import { insertCategories } from '../data/category-repository.ts';
import type { Tx } from '../data/database.ts';
import { insertProducts } from '../data/product-repository.ts';
import { published } from '../usecases/product-messages.ts';
import { seedCategories, seedId, seedProductCount, seedProducts, seedVariantIds } from './catalogue.ts';

export { seedVariantIds } from './catalogue.ts';

/**
 * Fills an empty shop with the demonstration catalogue, announced by the same events as any other product.
 * Answers the ids of all its variants; a shop that has been filled stays as it is.
 */
export async function seedCatalogue(
  app: Pick<App, 'db' | 'nudge' | 'now'>,
  { products = seedProductCount, tenantId = defaultTenantId } = {},
): Promise<string[]> {
  await app.db.transaction(async (tx, sql) => {
    if (await isSeeded(tx)) return;
    const aggregates = seedProducts(tenantId, products, app.now());
    await insertCategories(tx, seedCategories(tenantId));
    await insertProducts(tx, aggregates);
    await addToOutbox(
      sql,
      aggregates.map(({ product, variants }) => published(product, variants)),
    );
  });
  app.nudge();
  return seedVariantIds({ products });
}

async function isSeeded(tx: Tx): Promise<boolean> {
  await tx.$queryRaw`/* seedCatalogue */ SELECT pg_advisory_xact_lock(hashtextextended('seed', 0))::text`;
  return (await tx.product.count({ where: { id: seedId('prd', 0) } })) > 0;
}
