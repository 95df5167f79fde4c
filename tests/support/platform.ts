// A platform for the tests: every service over real sockets, real PostgreSQL, a provider and a mail server of its own.
import { createLogger } from '@bazaar/kit';
import { createEmbedded, type Embedded } from '@bazaar/standalone/embedded';
import { demoPassword, staffEmail } from '@bazaar/standalone/demo-accounts';
import { databaseServices, type DatabaseService, type ServiceName } from '@bazaar/standalone/platform';
import { seedShop, untilAnnounced } from '@bazaar/standalone/seed';
import type { OrderSummary } from '@bazaar/payment-simulator';
import { createTestDatabase } from '@bazaar/testkit';
import { signInPerson, type Person } from './shop.ts';

export type TestPlatform = {
  graphqlUrl: string;
  identitySecret: string;
  subgraphUrl(name: ServiceName): string;
  mails: Embedded['mails'];
  simulatorUrl: string;
  /** The seeded staff member, signed in once. */
  staff(): Promise<Person>;
  stopService(name: ServiceName): Promise<void>;
  startService(name: ServiceName): Promise<void>;
  /** Does what the customer does on the bank's page. */
  passAuthentication(url: string): Promise<void>;
  /** How often the provider has taken money for the order. */
  capturesOf(orderId: string): Promise<number>;
  stop(): Promise<void>;
};

const identitySecret = 'identity-secret-of-the-end-to-end-tests';

export async function startTestPlatform(env: Record<string, string> = {}): Promise<TestPlatform> {
  const databases = await Promise.all(databaseServices.map((name) => createTestDatabase(name)));
  const urls = Object.fromEntries(databaseServices.map((name, index) => [name, databases[index]!.url]));
  const level = process.env['TEST_LOG_LEVEL'] === 'info' ? 'info' : 'silent';
  const embedded = await createEmbedded({
    databaseUrls: urls as Record<DatabaseService, string>,
    logLevel: level,
    logger: (name) => createLogger({ name, level }),
    env: { NODE_ENV: 'test', IDENTITY_SECRET: identitySecret, ...env },
  });
  await embedded.start();
  await seedShop(embedded.platform.seedable());
  await untilAnnounced(embedded.platform.seedable());
  const { graphqlUrl } = embedded.platform;
  let staff: Promise<Person> | undefined;
  return {
    graphqlUrl,
    identitySecret,
    subgraphUrl: (name) => `http://127.0.0.1:${embedded.ports[name]}/graphql`,
    mails: () => embedded.mails(),
    simulatorUrl: embedded.simulatorUrl,
    staff: () => (staff ??= signInPerson(graphqlUrl, staffEmail, demoPassword)),
    stopService: (name) => embedded.platform.stopService(name),
    startService: (name) => embedded.platform.startService(name),
    passAuthentication: (url) => passAuthentication(url),
    capturesOf: (orderId) => capturesOf(embedded.simulatorUrl, orderId),
    stop: async () => {
      await embedded.stop();
      await Promise.all(databases.map((database) => database.drop()));
    },
  };
}

async function passAuthentication(url: string): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ outcome: 'complete' }),
    redirect: 'manual',
  });
  if (response.status >= 400) throw new Error(`the bank's page answered ${response.status}`);
}

async function capturesOf(simulatorUrl: string, orderId: string): Promise<number> {
  const response = await fetch(`${simulatorUrl}/_simulator/orders/${orderId}`);
  return ((await response.json()) as OrderSummary | null)?.captures ?? 0;
}
