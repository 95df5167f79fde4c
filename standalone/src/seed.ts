import { setTimeout as delay } from 'node:timers/promises';
import { seedStock } from '@bazaar/inventory/seed';
import { seedCatalogue } from '@bazaar/product/seed';
import { seedUsers } from '@bazaar/user/seed';
import type { Seedable } from './platform.ts';
import type { Say } from './progress.ts';
import { shopSizes, type ShopSize } from './shop-size.ts';

/**
 * Fills a shop: accounts, products, stock in three locations. What is there stays as it is, so a shop can grow and
 * never shrinks.
 */
export async function seedShop(
  { user, product, inventory }: Seedable,
  { size = 'small', say }: { size?: ShopSize; say?: Say } = {},
): Promise<void> {
  await seedUsers(user);
  const products = shopSizes[size];
  const variantIds = await seedCatalogue(product, {
    products,
    onProgress: (done) => say?.(`${done} of ${products} products`),
  });
  await seedStock(inventory, variantIds, {
    onProgress: (done) => say?.(`stock of ${done} of ${variantIds.length} variants`),
  });
}

/** Waits until the others have heard of everything so far; in one process a message is marked when it was handled. */
export async function untilAnnounced({ user, product, inventory }: Seedable, say?: Say): Promise<void> {
  for (const { db } of [user, product, inventory]) {
    const countOpen = async () => {
      const { rows } = await db.pool.query<{ open: number }>(
        '/* untilAnnounced */ SELECT count(*)::int AS open FROM messaging.outbox WHERE published_at IS NULL AND available_at <= now()',
      );
      return rows[0]!.open;
    };
    for (let open = await countOpen(); open > 0; open = await countOpen()) {
      say?.(`${open} messages to go`);
      await delay(20);
    }
  }
}
