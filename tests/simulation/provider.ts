// The payment provider: the real simulator behind the real SDK. Each call waits twice for the scheduler: on its way to
// the provider, and with the answer on its way back.
import { createPaymentSimulator, signWebhook, type PaymentSimulator } from '@bazaar/payment-simulator';
import { createProviders, type Providers } from '../../subgraphs/payment/src/providers/index.ts';
import type { PaymentProvider, ProviderAnswer } from '../../subgraphs/payment/src/providers/provider.ts';
import type { SimulatedProcess } from './process.ts';
import type { Tasks } from './tasks.ts';

const secret = 'whsec_of_the_simulation';

export async function startProvider(tasks: Tasks): Promise<SimulatedProvider> {
  const simulator = createPaymentSimulator({ logLevel: 'silent', publicUrl: 'https://bank.example' });
  const { url } = await simulator.start();
  const { hostname, port } = new URL(url);

  function providersFor(process: SimulatedProcess): Providers {
    const providers = createProviders({
      stripe: {
        ...{ secretKey: 'sk_test_simulation', host: hostname, port: Number(port), protocol: 'http' },
        // The scheduler repeats what failed; the SDK would wait for real time.
        ...{ timeoutMs: 8_000, retriesMax: 0, webhookSecrets: [secret] },
      },
    });
    return { ...providers, stripe: slowed(providers.stripe, process) };
  }

  function slowed(provider: PaymentProvider, process: SimulatedProcess): PaymentProvider {
    const slow =
      <Input>(name: string, ask: (input: Input) => Promise<ProviderAnswer>) =>
      async (input: Input): Promise<ProviderAnswer> => {
        if ((await tasks.pause(`${name}: request`)) === 'lost') return unknown;
        const answer = await process.call(() => ask(input));
        return (await tasks.pause(`${name}: answer`)) === 'lost' ? unknown : answer;
      };
    return {
      ...provider,
      createIntent: slow('create', (input) => provider.createIntent(input)),
      confirm: slow('confirm', (input) => provider.confirm(input)),
      capture: slow('capture', (input) => provider.capture(input)),
      void: slow('void', (input) => provider.void(input)),
      refund: slow('refund', (input) => provider.refund(input)),
      retrieve: slow('retrieve', (input) => provider.retrieve(input)),
    };
  }

  return {
    simulator,
    providersFor,
    authenticate: async (intentId, outcome) => {
      const body = new URLSearchParams({ outcome });
      await fetch(`${url}/test/payment_intents/${intentId}/authenticate`, { method: 'POST', body });
    },
    webhooks: () =>
      simulator.events().map((event) => ({ id: event.id, type: event.type, object: event.data.object })),
    post: (eventId) => {
      const body = JSON.stringify(simulator.events().find((event) => event.id === eventId));
      return { raw: Buffer.from(body), headers: { 'stripe-signature': signWebhook(body, secret) } };
    },
    stop: () => simulator.stop(),
  };
}

const unknown: ProviderAnswer = { outcome: 'UNKNOWN', reason: 'timeout' };

export type SimulatedProvider = {
  readonly simulator: PaymentSimulator;
  providersFor(process: SimulatedProcess): Providers;
  /** What the customer does on the bank's page. */
  authenticate(intentId: string, outcome: 'complete' | 'fail'): Promise<void>;
  /** Everything that a webhook tells of, oldest first. */
  webhooks(): { id: string; type: string; object: { id: string } }[];
  /** A webhook as it arrives now. */
  post(eventId: string): { raw: Buffer; headers: Record<string, string> };
  stop(): Promise<void>;
};
