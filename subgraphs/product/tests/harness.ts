// The service in this process on a real database, asked over HTTP as the gateway would ask it.
import { anonymous, createIdentitySigner, createLogger, identityHeader, type Identity } from '@bazaar/kit';
import { createMemoryDriver } from '@bazaar/messaging';
import { createTestDatabase } from '@bazaar/testkit';
import { readEnv, toConfig } from '../src/config.ts';
import { createService } from '../src/context.ts';

const identitySecret = 'a-secret-of-the-product-tests-0123456789';

export const shopper: Identity = anonymous;
export const staff: Identity = {
  tenantId: 'default',
  principal: { kind: 'user', id: 'usr_staff', sessionId: 'ses_staff' },
  permissions: ['product:write'],
};

export async function startProduct() {
  const database = await createTestDatabase('product');
  const driver = createMemoryDriver();
  const config = toConfig(
    readEnv({
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      PORT: '0',
      IDENTITY_SECRET: identitySecret,
      CURSOR_SECRET: identitySecret,
      DATABASE_URL: database.url,
      DATABASE_CONNECTIONS_MAX: '5',
    }),
  );
  const service = createService(config, {
    logger: createLogger({ name: 'product', level: 'silent' }),
    driver,
  });
  const { url } = await service.start();
  const sign = createIdentitySigner(identitySecret);
  return {
    app: service.app,
    driver,
    pool: database.pool,
    ask: async (query: string, variables: object = {}, identity: Identity | null = shopper) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(identity && { [identityHeader]: await sign(identity) }),
        },
        body: JSON.stringify({ query, variables }),
      });
      return { status: response.status, ...((await response.json()) as Answer) };
    },
    /** What stands in the outbox about an aggregate, oldest first. */
    messagesOf: async (aggregateId: string) => {
      const { rows } = await database.pool.query<{ type: string; payload: Record<string, unknown> }>(
        'SELECT type, payload FROM messaging.outbox WHERE aggregate_id = $1 ORDER BY position',
        [aggregateId],
      );
      return rows;
    },
    stop: async () => {
      await service.stop();
      await driver.close();
      await database.drop();
    },
  };
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- an answer has whatever shape its query asks for
type Answer = { data?: any; errors?: { message: string; path?: string[]; extensions: { code: string } }[] };
