// The service in this process on a real database, asked over HTTP as the gateway would ask it.
import { productPublishedV1 } from '@bazaar/events';
import { anonymous, createIdentitySigner, identityHeader, newId, type Identity } from '@bazaar/kit';
import { createMemoryDriver } from '@bazaar/messaging';
import { publishAs } from '@bazaar/messaging/testing';
import { createTestDatabase } from '@bazaar/testkit';
import { readEnv, toConfig } from '../src/config.ts';
import { createService } from '../src/context.ts';

const identitySecret = 'a-secret-of-the-sample-thing-tests-0123456789';

export const stranger: Identity = anonymous;
export const person = (): Identity => ({
  tenantId: 'default',
  principal: { kind: 'user', id: newId('User'), sessionId: newId('Session') },
  permissions: [],
});

export async function startSampleThing() {
  const database = await createTestDatabase('sample-thing');
  const driver = createMemoryDriver();
  const config = toConfig(
    readEnv({
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      PORT: '0',
      DATABASE_URL: database.url,
      IDENTITY_SECRET: identitySecret,
    }),
  );
  const service = createService(config, { driver });
  const { url } = await service.start();
  const sign = createIdentitySigner(identitySecret);
  return {
    pool: database.pool,
    ask: async (query: string, variables: object = {}, identity: Identity | null = stranger) => {
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
    /** Says that a product is on sale, as its owner would. */
    publishProduct: async (productId = newId('Product')) => {
      const payload = { productId, version: 1, title: 'A lamp', slug: 'a-lamp', variants: [] };
      await publishAs(driver, productPublishedV1, productId, payload);
      return productId;
    },
    /** What was said about an aggregate, oldest first. */
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
type Answer = { data?: any; errors?: { message: string; extensions: { code: string } }[] };
