// The service in this process on a real database, asked over HTTP as the gateway would ask it.
import { jest } from '@jest/globals';
import { inventoryAvailabilityChangedV1, productPublishedV1 } from '@bazaar/events';
import {
  anonymous,
  createIdentitySigner,
  createLogger,
  identityHeader,
  newId,
  type Identity,
} from '@bazaar/kit';
import { createMemoryDriver } from '@bazaar/messaging';
import { createTestDatabase, eventually } from '@bazaar/testkit';
import { readEnv, toConfig, type Env } from '../src/config.ts';
import { createService } from '../src/context.ts';
import { createPeers } from './peers.ts';

// A busy machine is slow, not wrong.
jest.setTimeout(30_000);

const identitySecret = 'a-secret-of-the-order-tests-0123456789ab';

export const guest: Identity = anonymous;
export const customer = (permissions: readonly string[] = []): Identity => ({
  tenantId: 'default',
  principal: { kind: 'user', id: newId('User'), sessionId: newId('Session') },
  permissions,
});

export const address = {
  name: 'Ada Lovelace',
  line1: '12 St James Square',
  city: 'London',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
};

export async function startOrder(settings: Partial<Env> = {}) {
  const database = await createTestDatabase('order');
  const driver = createMemoryDriver();
  const logs: string[] = [];
  const destination = { write: (line: string) => void logs.push(line) };
  const logger = createLogger({ name: 'order', level: 'debug', destination });
  const service = createService(toConfig({ ...environment(database.url), ...settings }), { logger, driver });
  const peers = createPeers(driver, logger);
  await peers.start();
  const { url } = await service.start();
  const sign = createIdentitySigner(identitySecret);

  async function ask(
    query: string,
    variables: object = {},
    identity: Identity | null = guest,
    headers: Record<string, string> = {},
  ) {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(identity && { [identityHeader]: await sign(identity) }),
        ...headers,
      },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, ...((await response.json()) as Answer) };
  }

  /** Tells the service of a product, and waits until it knows: its variant can be put into carts. */
  async function sell(wanted: { price?: string; currency?: string; available?: number | null } = {}) {
    const { price = '1250', currency = 'EUR', available = 1000 } = wanted;
    const variant = { variantId: newId('ProductVariant'), sku: newId('ProductVariant'), title: 'Oak' };
    const productId = newId('Product');
    const product = { productId, version: 2, title: 'Chair', slug: 'chair' };
    const variants = [{ ...variant, price: { amountMinor: price, currency } }];
    if (available !== null) await tellStock(variant.variantId, available, 1);
    await peers.say(productPublishedV1, productId, { ...product, variants });
    await eventually(async () => {
      const { rows } = await database.pool.query(
        `SELECT 1 FROM variant v LEFT JOIN variant_availability a USING (tenant_id, variant_id)
         WHERE variant_id = $1 AND (a.variant_id IS NOT NULL) = $2`,
        [variant.variantId, available !== null],
      );
      if (rows.length === 0) throw new Error('not known yet');
    });
    return { ...variant, productId };
  }

  const tellStock = (variantId: string, available: number, version: number) =>
    peers.say(inventoryAvailabilityChangedV1, variantId, {
      ...{ variantId, available, version },
      updatedAt: new Date().toISOString(),
    });

  return {
    app: service.app,
    logs,
    driver,
    peers,
    pool: database.pool,
    ask,
    sell,
    tellStock,
    stop: async () => {
      await service.stop();
      await peers.stop();
      await driver.close();
      await database.drop();
    },
  };
}

const environment = (databaseUrl: string): Env =>
  readEnv({
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    PORT: '0',
    IDENTITY_SECRET: identitySecret,
    CURSOR_SECRET: identitySecret,
    DATABASE_URL: databaseUrl,
    DATABASE_CONNECTIONS_MAX: '12',
  });

export type Shop = Awaited<ReturnType<typeof startOrder>>;

type Answer = {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- an answer has whatever shape its query asks for
  data?: any;
  errors?: { message: string; path?: string[]; extensions: { code: string } }[];
  extensions?: Record<string, unknown>;
};
