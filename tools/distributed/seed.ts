// Fills a shop (SEED_SIZE: small, medium or large) on databases that are migrated. It writes rows only: the relays of the services, whenever they
// run, tell the others. By path, because these packages need `tools` for their own tests.
import { createLogger } from '@bazaar/kit';
import { createMemoryDriver } from '@bazaar/messaging';
import { seedShop } from '../../standalone/src/seed.ts';
import { parseShopSize } from '../../standalone/src/shop-size.ts';
import * as inventoryConfig from '../../subgraphs/inventory/src/config.ts';
import { createService as createInventory } from '../../subgraphs/inventory/src/context.ts';
import * as productConfig from '../../subgraphs/product/src/config.ts';
import { createService as createProduct } from '../../subgraphs/product/src/context.ts';
import * as userConfig from '../../subgraphs/user/src/config.ts';
import { createService as createUser } from '../../subgraphs/user/src/context.ts';
import { runTool, ToolError } from '../lib/workspace.ts';

await runTool(async () => {
  // None of them is started: nothing here is published or consumed.
  const parts = { driver: createMemoryDriver(), logger: createLogger({ name: 'seed', level: 'warn' }) };
  const user = createUser(userConfig.toConfig(userConfig.readEnv(envOf('user'))), parts);
  const product = createProduct(productConfig.toConfig(productConfig.readEnv(envOf('product'))), parts);
  const inventory = createInventory(
    inventoryConfig.toConfig(inventoryConfig.readEnv(envOf('inventory'))),
    parts,
  );
  const apps = { user: user.app, product: product.app, inventory: inventory.app };
  await seedShop(apps, { size: parseShopSize(process.env.SEED_SIZE ?? 'small') });
  for (const { db } of Object.values(apps)) await db.pool.end();
});

/** `USER_DATABASE_URL` and so on: one process, three databases. */
function envOf(subgraph: string): NodeJS.ProcessEnv {
  const name = `${subgraph.toUpperCase()}_DATABASE_URL`;
  const url = process.env[name];
  if (!url) throw new ToolError(`Set ${name}.`);
  return { ...process.env, DATABASE_URL: url };
}
