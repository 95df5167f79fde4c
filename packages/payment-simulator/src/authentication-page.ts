import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, sendJson } from '@bazaar/kit';
import type { ApiError } from './api-error.ts';
import { parseForm } from './form.ts';
import { escapeHtml, sendPage } from './html.ts';
import { authenticateIntent, findIntent } from './intents.ts';
import { newObjectId, type PaymentIntent } from './objects.ts';
import { amountOf } from './overview-page.ts';
import type { Store } from './store.ts';

/** The bank's page: `GET /authenticate/:id` for people, `POST /test/payment_intents/:id/authenticate` for scripts. */
export function createAuthenticationPage(options: { store: Store; now: () => Date; onChange: () => void }) {
  const begin = () => options.store.begin({ id: newObjectId('req'), idempotencyKey: null }, options.now());

  function authenticate(id: string, outcome: Outcome): PaymentIntent {
    const unit = begin();
    const intent = authenticateIntent(unit, id, outcome);
    unit.commit();
    options.onChange();
    return intent;
  }

  return {
    show: (response: ServerResponse, id: string) => sendPage(response, 200, form(findIntent(begin(), id))),
    submit: async (request: IncomingMessage, response: ServerResponse, id: string) => {
      const outcome = await readOutcome(request);
      const returnUrl = findIntent(begin(), id).next_action?.redirect_to_url.return_url;
      const intent = authenticate(id, outcome);
      const isPaid = intent.status !== 'requires_payment_method';
      if (returnUrl) return redirect(response, returnUrl, intent, isPaid);
      sendPage(response, 200, `<h1>${isPaid ? 'Approved' : 'Refused'}</h1><p>You can close this page.</p>`);
    },
    script: async (request: IncomingMessage, response: ServerResponse, id: string) => {
      const outcome = await readOutcome(request);
      sendJson(response, 200, authenticate(id, outcome));
    },
    /** An unknown or settled intent, as a page. */
    refuse: (response: ServerResponse, error: ApiError) =>
      sendPage(response, error.status, `<h1>Nothing to approve</h1><p>${escapeHtml(error.message)}</p>`),
  };
}

async function readOutcome(request: IncomingMessage): Promise<Outcome> {
  const form = parseForm((await readBody(request)).toString('utf8'));
  return form['outcome'] === 'fail' ? 'fail' : 'complete';
}

function form(intent: PaymentIntent): string {
  if (intent.status !== 'requires_action') {
    return '<h1>Nothing to approve</h1><p>This payment does not wait for you any more.</p>';
  }
  const order = intent.metadata['order_id'];
  return `<h1>Your bank asks</h1>
    <p>Approve a payment of <strong>${escapeHtml(amountOf(intent))}</strong>${
      order ? ` for order <code>${escapeHtml(order)}</code>` : ''
    }?</p>
    <form method="post">
      <button name="outcome" value="complete">Complete</button>
      <button name="outcome" value="fail">Fail</button>
    </form>`;
}

function redirect(response: ServerResponse, returnUrl: string, intent: PaymentIntent, isPaid: boolean): void {
  const target = new URL(returnUrl);
  target.searchParams.set('payment_intent', intent.id);
  target.searchParams.set('redirect_status', isPaid ? 'succeeded' : 'failed');
  response.writeHead(303, { location: target.href });
  response.end();
}

type Outcome = 'complete' | 'fail';
