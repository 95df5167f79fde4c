import type { ServerResponse } from 'node:http';
import { formatMoney, money } from '@bazaar/kit';
import { escapeHtml, sendPage } from './html.ts';
import type { PaymentIntent } from './objects.ts';
import type { Store } from './store.ts';

/** `GET /`: what the provider was asked for, the latest first. */
export const showOverview = (response: ServerResponse, { state }: Store): void =>
  sendPage(response, 200, overview([...state.intents.values()].reverse().slice(0, 50)));

/** As people read it. */
export const amountOf = (intent: PaymentIntent): string =>
  formatMoney(money(BigInt(intent.amount), intent.currency.toUpperCase()), 'en');

function overview(intents: readonly PaymentIntent[]): string {
  const rows = intents.map(
    (intent) =>
      `<tr><td><code>${escapeHtml(intent.metadata['order_id'] ?? '–')}</code></td><td>${escapeHtml(amountOf(intent))}</td>
      <td>${escapeHtml(intent.status)}${intent.status === 'requires_action' ? ` (<a href="/authenticate/${intent.id}">the bank's page</a>)` : ''}</td></tr>`,
  );
  const table = `<table><tr><th>Order</th><th>Amount</th><th>Payment intent</th></tr>${rows.join('')}</table>`;
  return `<h1>Payments</h1>
    <p>This stands in for a payment provider; no money moves. What happened to the money, and scripted faults:
    <a href="/_simulator/orders">/_simulator/orders</a>.</p>
    ${rows.length === 0 ? '<p>No payment yet. Place an order and look again.</p>' : table}`;
}
