// The service in this process on a real database, with the simulator as its provider and the memory driver as its peers.
import {
  paymentAuthorizeV1,
  paymentCancelV1,
  paymentCaptureV1,
  topics,
  type EventContract,
  type EventEnvelope,
  type PayloadOf,
} from '@bazaar/events';
import {
  anonymous,
  createIdentitySigner,
  createLogger,
  developmentMessageKeys,
  identityHeader,
  newId,
  type Identity,
} from '@bazaar/kit';
import { createMemoryDriver, createTailConsumer } from '@bazaar/messaging';
import { publishAs } from '@bazaar/messaging/testing';
import {
  createPaymentSimulator,
  type PaymentSimulator,
  type SimulatorConfig,
} from '@bazaar/payment-simulator';
import { createTestDatabase, eventually, type TestDatabase } from '@bazaar/testkit';
import { readEnv, toConfig } from '../src/config.ts';
import { createService } from '../src/context.ts';

const identitySecret = 'a-secret-of-the-payment-tests-0123456789';
export const webhookSecrets = ['whsec_the_current_one', 'whsec_the_previous_one'] as const;

export const customer = (id = newId('User'), permissions: readonly string[] = []): Identity => ({
  tenantId: 'default',
  principal: { kind: 'user', id, sessionId: newId('Session') },
  permissions,
});
export const staff = () => customer(newId('User'), ['payment:read', 'payment:refund']);

export async function startPayment(options: Options = {}) {
  const database = options.database ?? (await createTestDatabase('payment'));
  const simulator = options.provider ?? createSimulator(options.simulator);
  if (!options.provider) await simulator.start();

  const driver = createMemoryDriver();
  const logger = createLogger({ name: 'payment', level: 'silent' });
  const config = toConfig(readEnv({ ...environment(database.url, simulator.url()), ...options.env }));
  const service = createService(config, { logger, driver });
  const told: EventEnvelope[] = [];
  const listener = createTailConsumer({
    driver,
    logger,
    keys: developmentMessageKeys,
    group: 'test.listener',
    topics: [topics.orderReplies, topics.paymentEvents],
    onEvent: async (event) => void told.push(event),
  });
  await listener.start();
  const { url } = await service.start();
  if (options.webhooks !== false) {
    simulator.addWebhookEndpoint({ url: `${url}/webhooks/stripe`, secret: webhookSecrets[0] });
  }
  const sign = createIdentitySigner(identitySecret);

  async function ask(query: string, variables: object = {}, identity: Identity | null = anonymous) {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(identity && { [identityHeader]: await sign(identity) }),
      },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, ...((await response.json()) as Answer) };
  }

  const say = <C extends EventContract>(contract: C, orderId: string, payload: PayloadOf<C>) =>
    publishAs(driver, contract, orderId, payload);

  const stopService = async () => {
    await service.stop();
    await listener.stop();
    await driver.close();
  };

  /** The replies to an order, in the order in which they came. */
  const replies = (orderId: string) =>
    told
      .filter((event) => event.subject === orderId)
      .map((event) => event.type.replace(/^commerce\.payment\.|\.v1$/g, ''));
  const reply = (orderId: string, type: string) =>
    eventually(() => {
      const found = told.find((event) => event.subject === orderId && event.type.includes(`.${type}.`));
      if (!found) throw new Error(`no ${type}, but ${replies(orderId).join()}`);
      return found.data as Record<string, unknown>;
    });

  return {
    ...{ app: service.app, database, driver, simulator, service, url, config, ask, told, replies, reply },
    authorize: (wanted: Wanted = {}) => {
      const order = { orderId: newId('Order'), customerId: newId('User'), ...wanted };
      const { paymentMethod = 'pm_card_visa', amountMinor = '2500', currency = 'EUR', attempt = 1 } = wanted;
      const { orderId, customerId } = order;
      const amount = { amountMinor, currency };
      return say(paymentAuthorizeV1, orderId, { orderId, customerId, paymentMethod, amount, attempt }).then(
        () => order,
      );
    },
    capture: (orderId: string) => say(paymentCaptureV1, orderId, { orderId }),
    cancel: (orderId: string) => say(paymentCancelV1, orderId, { orderId, reason: 'test' }),
    /** What the simulator has done for an order. */
    moneyOf: (orderId: string) => simulator.orders().find((each) => each.orderId === orderId),
    /** Resolves when every webhook has been delivered and worked through. */
    quiet: () =>
      eventually(async () => {
        const { rows } = await database.pool.query('SELECT 1 FROM webhook_event WHERE processed_at IS NULL');
        if (rows.length + simulator.webhooksPending() > 0) throw new Error('webhooks are underway');
      }),
    stopService,
    stop: async () => {
      await simulator.stop();
      await stopService();
      await database.drop();
    },
  };
}

export const createSimulator = (config: Partial<SimulatorConfig> = {}): PaymentSimulator =>
  createPaymentSimulator({ webhookRetryMs: 50, logLevel: 'silent', ...config });

/** The environment of a service between this database and this simulator. */
export function environment(databaseUrl: string, simulatorUrl: string): Record<string, string> {
  const { hostname, port } = new URL(simulatorUrl);
  return {
    NODE_ENV: 'test',
    PORT: '0',
    IDENTITY_SECRET: identitySecret,
    DATABASE_URL: databaseUrl,
    STRIPE_HOST: hostname,
    STRIPE_PORT: port,
    STRIPE_PROTOCOL: 'http',
    STRIPE_WEBHOOK_SECRET: webhookSecrets.join(','),
    PAYMENT_POLL_MS: '50',
    PAYMENT_CHECK_DELAYS_MS: '60,80,100,120',
  };
}

export type Shop = Awaited<ReturnType<typeof startPayment>>;

type Options = {
  /** Those of another instance, instead of new ones. */
  database?: TestDatabase;
  provider?: PaymentSimulator;
  simulator?: Partial<SimulatorConfig>;
  env?: Record<string, string>;
  /** false: the simulator knows no endpoint. */
  webhooks?: boolean;
};
type Wanted = Partial<{
  orderId: string;
  customerId: string;
  paymentMethod: string;
  amountMinor: string;
  currency: string;
  attempt: number;
}>;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- an answer has whatever shape its query asks for
type Answer = { data?: any; errors?: { message: string; extensions: { code: string } }[] };
