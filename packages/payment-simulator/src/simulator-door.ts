import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, sendJson } from '@bazaar/kit';
import { z } from 'zod';
import { faultsSchema, noFaults, type ActiveFaults } from './faults.ts';
import { summarizeOrders } from './order-summary.ts';
import type { Store } from './store.ts';
import type { Webhooks } from './webhooks.ts';

const endpointSchema = z.object({ url: z.url(), secret: z.string().min(1) });

/** `/_simulator/…`: what tests and people at a keyboard do to the simulator, and no shop ever does. */
export function createSimulatorDoor(options: {
  store: Store;
  webhooks: Webhooks;
  setFaults: (faults: ActiveFaults) => void;
}) {
  const { store, webhooks } = options;
  const routes: Readonly<Record<string, (body: unknown) => unknown>> = {
    'GET /_simulator/intents': () => [...store.state.intents.values()],
    'GET /_simulator/charges': () => [...store.state.charges.values()],
    'GET /_simulator/refunds': () => [...store.state.refunds.values()],
    'GET /_simulator/events': () => [...store.state.events.values()],
    'GET /_simulator/orders': () => summarizeOrders(store.state),
    'GET /_simulator/webhooks': () => ({ pending: webhooks.pending() }),
    'POST /_simulator/webhook-endpoints': (body) => {
      webhooks.addEndpoint(endpointSchema.parse(body));
      return { ok: true };
    },
    'POST /_simulator/faults': (body) => {
      const faults = faultsSchema.parse(body);
      options.setFaults(faults);
      return faults;
    },
    'DELETE /_simulator/faults': () => {
      options.setFaults(noFaults());
      return { ok: true };
    },
  };
  return async (request: IncomingMessage, response: ServerResponse, path: string): Promise<void> => {
    const order = /^\/_simulator\/orders\/([^/]+)$/.exec(path)?.[1];
    if (order)
      return sendJson(
        response,
        200,
        summarizeOrders(store.state).find((each) => each.orderId === order) ?? null,
      );
    const run = routes[`${request.method} ${path}`];
    if (!run) return sendJson(response, 404, { error: 'There is nothing here.' });
    try {
      const text = (await readBody(request)).toString('utf8');
      sendJson(response, 200, run(text === '' ? {} : (JSON.parse(text) as unknown)));
    } catch (error) {
      if (!(error instanceof z.ZodError || error instanceof SyntaxError)) throw error;
      sendJson(response, 400, { error: error.message });
    }
  };
}
