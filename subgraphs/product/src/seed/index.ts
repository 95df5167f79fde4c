import { defaultTenantId } from '@bazaar/kit';
import { addToOutbox } from '@bazaar/messaging';
import type { App } from '../context.ts';
import { insertCategories } from '../data/category-repository.ts';
import type { Tx } from '../data/database.ts';
import { insertProducts } from '../data/product-repository.ts';
import { published } from '../usecases/product-messages.ts';
import { seedCategories, seedId, seedProductCount, seedProducts, seedVariantIds } from './catalogue.ts';

export { seedVariantIds } from './catalogue.ts';

/** Products of one transaction. */
const portion = seedProductCount;

/**
 * Fills a shop with the demonstration catalogue, announced by the same events as any other product. Answers the ids of
 * all its variants. What is there stays as it is: a seed that was ended goes on, and one that is larger adds to it.
 */
export async function seedCatalogue(
  app: Pick<App, 'db' | 'nudge' | 'now'>,
  { products = seedProductCount, tenantId = defaultTenantId, onProgress }: SeedOptions = {},
): Promise<string[]> {
  for (let from = 0; from < products; from += portion) {
    const until = Math.min(from + portion, products);
    await app.db.transaction(async (tx, sql) => {
      if (await isSeeded(tx, from)) return;
      const aggregates = seedProducts(tenantId, from, until, app.now());
      if (from === 0) await insertCategories(tx, seedCategories(tenantId));
      await insertProducts(tx, aggregates);
      await addToOutbox(
        sql,
        aggregates.map(({ product, variants }) => published(product, variants)),
      );
    });
    app.nudge();
    onProgress?.(until);
  }
  return seedVariantIds({ products });
}

type SeedOptions = {
  products?: number;
  tenantId?: string;
  /** Told how many products are there. */
  onProgress?: (done: number) => void;
};

async function isSeeded(tx: Tx, index: number): Promise<boolean> {
  await tx.$queryRaw`/* seedCatalogue */ SELECT pg_advisory_xact_lock(hashtextextended('seed', 0))::text`;
  return (await tx.product.count({ where: { id: seedId('prd', index) } })) > 0;
}
