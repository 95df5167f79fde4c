import { setTimeout as delay } from 'node:timers/promises';
import { seedStock } from '@bazaar/inventory/seed';
import { seedCatalogue } from '@bazaar/product/seed';
import { seedUsers } from '@bazaar/user/seed';
import type { Seedable } from './platform.ts';

/** Fills an empty shop: accounts, about 200 products, stock in three locations. What is there stays as it is. */
export async function seedShop({ user, product, inventory }: Seedable): Promise<void> {
  await seedUsers(user);
  const variantIds = await seedCatalogue(product);
  await seedStock(inventory, variantIds);
}

/** Waits until the others have heard of everything so far; in one process a message is marked when it was handled. */
export async function untilAnnounced({ user, product, inventory }: Seedable): Promise<void> {
  for (const { db } of [user, product, inventory]) {
    const isOpen = async () => {
      const { rows } = await db.pool.query<{ isOpen: boolean }>(
        '/* untilAnnounced */ SELECT EXISTS (SELECT FROM messaging.outbox WHERE published_at IS NULL AND available_at <= now()) AS "isOpen"',
      );
      return rows[0]?.isOpen;
    };
    while (await isOpen()) await delay(20);
  }
}
