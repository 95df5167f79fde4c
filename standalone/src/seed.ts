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
