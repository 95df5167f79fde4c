import { setTimeout as delay } from 'node:timers/promises';
import { seedStock } from '@bazaar/inventory/seed';
import { seedCatalogue } from '@bazaar/product/seed';
import { seedUsers } from '@bazaar/user/seed';
import type { Seedable } from './platform.ts';
import { StartProblem } from './problem.ts';
import type { Say } from './progress.ts';

/** Products of a seeded shop by its size; each has one to four variants. */
export const shopSizes = { small: 200, medium: 2_000, large: 20_000 } as const;
export type ShopSize = keyof typeof shopSizes;

/** @throws a sentence for whoever typed it */
export function parseShopSize(text: string): ShopSize {
  if (Object.hasOwn(shopSizes, text)) return text as ShopSize;
  throw new StartProblem(
    `There is no size "${text}" of a shop; choose one of ${Object.keys(shopSizes).join(', ')}.`,
  );
}

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
