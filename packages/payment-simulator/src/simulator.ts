import type { IncomingMessage, ServerResponse } from 'node:http';
import { createHttpServer, createLogger, sendJson, type Logger, type Service } from '@bazaar/kit';
import { ApiError } from './api-error.ts';
import { createAuthenticationPage } from './authentication-page.ts';
import { defaults, type SimulatorConfig, type WebhookEndpoint } from './config.ts';
import { noFaults, type ActiveFaults, type Faults, faultsSchema } from './faults.ts';
import type { PaymentIntent, StripeEvent } from './objects.ts';
import { summarizeOrders, type OrderSummary } from './order-summary.ts';
import { showOverview } from './overview-page.ts';
import { createSimulatorDoor } from './simulator-door.ts';
import { createStore } from './store.ts';
import { createStripeDoor } from './stripe-door.ts';
import { createWebhooks } from './webhooks.ts';

/**
 * A payment provider in one process, spoken to by the `stripe` package.
 * @example
 * const simulator = createPaymentSimulator({ webhooks: [{ url: 'http://…/webhooks/stripe', secret }] });
 * const { url } = await simulator.start();
 * new Stripe('sk_test_1', { host: new URL(url).hostname, port: new URL(url).port, protocol: 'http' });
 */
export function createPaymentSimulator(
  given: Partial<SimulatorConfig> = {},
  logger: Logger = createLogger({ name: 'payment-simulator', level: given.logLevel ?? defaults.logLevel }),
): PaymentSimulator {
  const config: SimulatorConfig = { ...defaults, ...given };
  const store = createStore(config.stateFile);
  let active: ActiveFaults = noFaults();
  const faults = () => active;
  const now = () => new Date();
  const publicUrl = () => config.publicUrl ?? http.url();
  const webhooks = createWebhooks({ config, store, faults, logger });
  const setFaults = (next: ActiveFaults) => {
    active = next;
    webhooks.wake();
  };

  const stripe = createStripeDoor({ config, store, faults, publicUrl, now, onChange: webhooks.wake });
  const bank = createAuthenticationPage({ store, now, onChange: webhooks.wake });
  const admin = createSimulatorDoor({ store, webhooks, setFaults });

  async function dispatch(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?', 1)[0]!;
    if (path.startsWith('/v1/')) return stripe(request, response);
    if (path.startsWith('/_simulator/')) return admin(request, response, path);
    if (path === '/' && request.method === 'GET') return showOverview(response, store);
    const shown = /^\/authenticate\/(pi_\w+)$/.exec(path)?.[1];
    const scripted = /^\/test\/payment_intents\/(pi_\w+)\/authenticate$/.exec(path)?.[1];
    try {
      if (shown && request.method === 'GET') return bank.show(response, shown);
      if (shown && request.method === 'POST') return await bank.submit(request, response, shown);
      if (scripted && request.method === 'POST') return await bank.script(request, response, scripted);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (shown) return bank.refuse(response, error);
      return sendJson(response, error.status, { error: error.error });
    }
    sendJson(response, 404, { error: 'There is nothing here.' });
  }

  const http = createHttpServer({
    host: config.host,
    port: config.port,
    logger,
    routes: { 'GET /readyz': (_request, response) => sendJson(response, 200, { status: 'ok' }) },
    fallback: dispatch,
    drainTimeoutMs: 500,
  });

  return {
    name: 'payment-simulator',
    url: () => http.url(),
    start: async () => {
      await http.start();
      webhooks.wake();
      return { url: http.url() };
    },
    stop: async () => {
      webhooks.stop();
      await http.stop();
    },
    addWebhookEndpoint: webhooks.addEndpoint,
    setFaults: (next = {}) => setFaults(faultsSchema.parse(next)),
    orders: () => summarizeOrders(store.state),
    events: () => [...store.state.events.values()],
    intents: () => [...store.state.intents.values()],
    webhooksPending: webhooks.pending,
  };
}

export type PaymentSimulator = Service & {
  /** `http://127.0.0.1:4010` once started. */
  url(): string;
  /** Events that no endpoint has had yet are delivered to it first. */
  addWebhookEndpoint(endpoint: WebhookEndpoint): void;
  /** Scripts what goes wrong next; without an argument all is well again. */
  setFaults(faults?: Faults): void;
  /** What happened to the money, by `metadata.order_id`. */
  orders(): OrderSummary[];
  /** What webhooks tell, oldest first; for those who deliver them themselves. */
  events(): StripeEvent[];
  /** As they are now, oldest first. */
  intents(): PaymentIntent[];
  webhooksPending(): number;
};
