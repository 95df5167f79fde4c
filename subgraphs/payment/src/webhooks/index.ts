// The providers' door: a signed webhook → a use case. It answers as soon as the webhook is stored.
import { readBody, sendJson, type HttpHandler } from '@bazaar/kit';
import type { App } from '../context.ts';
import { receiveWebhook } from '../usecases/receive-webhook.ts';

const bodyLimitBytes = 262_144;

export const webhookRoutes = (app: App): Readonly<Record<string, HttpHandler>> => ({
  'POST /webhooks/stripe': async (request, response) => {
    const raw = await readBody(request, bodyLimitBytes);
    const headers = { 'stripe-signature': request.headers['stripe-signature']?.toString() };
    const isAccepted = await receiveWebhook(app, 'stripe', raw, headers);
    if (isAccepted) sendJson(response, 200, { received: true });
    else sendJson(response, 400, { error: 'The signature does not match.' });
  },
});
