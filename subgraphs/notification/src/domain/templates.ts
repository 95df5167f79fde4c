import { formatMoney } from '@bazaar/kit';
import { toMoney, type Facts, type MoneyFact } from './notification.ts';

export type Text = { title: string; body: string };
export type Mail = { subject: string; text: string; html: string };

/** What stands in the feed. */
export function feedText(facts: Facts, locale: string): Text {
  const amount = (money: MoneyFact) => formatMoney(toMoney(money), locale);
  switch (facts.kind) {
    case 'ORDER_CONFIRMED':
      return {
        title: `Order ${facts.number} is confirmed`,
        body: `We have your order over ${amount(facts.total)}.`,
      };
    case 'ORDER_REJECTED':
      return {
        title: 'Your order could not be completed',
        body: `${reasonText(facts.reason)} You have not been charged.`,
      };
    case 'ORDER_CANCELED':
      return {
        title: facts.number ? `Order ${facts.number} is canceled` : 'Your order is canceled',
        body: `Whatever was paid of ${amount(facts.total)} goes back to your payment method.`,
      };
    case 'ORDER_REFUNDED':
      return {
        title: 'You get money back',
        body: `${amount(facts.refunded)} have been refunded to your payment method.`,
      };
  }
}

/** The mail about it. Whatever came from people is escaped in the HTML. */
export function mailText(facts: Facts, recipient: { name: string; locale: string }): Mail {
  const { title, body } = feedText(facts, recipient.locale);
  const lines = facts.kind === 'ORDER_CONFIRMED' ? facts.lines : [];
  const rows = lines.map(({ title: item, quantity, total }) => ({
    item,
    quantity,
    amount: formatMoney(toMoney(total), recipient.locale),
  }));
  const text = [
    `Hello ${oneLine(recipient.name)},`,
    `${oneLine(title)}.`,
    body,
    ...(rows.length > 0
      ? [rows.map(({ item, quantity, amount }) => `${quantity} × ${oneLine(item)}  ${amount}`).join('\n')]
      : []),
    'Bazaar',
  ].join('\n\n');
  const table = rows.map(
    ({ item, quantity, amount }) =>
      `<tr><td>${quantity} ×</td><td>${escapeHtml(item)}</td><td style="text-align:right">${escapeHtml(amount)}</td></tr>`,
  );
  const html = `<!doctype html><html lang="en"><body style="font:16px/1.5 sans-serif;color:#1c1b22">
<p>Hello ${escapeHtml(recipient.name)},</p>
<h1 style="font-size:20px">${escapeHtml(title)}</h1>
<p>${escapeHtml(body)}</p>
${table.length > 0 ? `<table cellpadding="4">${table.join('')}</table>` : ''}
<p>Bazaar</p>
</body></html>`;
  return { subject: oneLine(title), text, html };
}

const reasonTexts: Readonly<Record<string, string>> = {
  INSUFFICIENT_STOCK: 'Something in it was sold out.',
  PAYMENT_DECLINED: 'Your payment was declined.',
  PAYMENT_TIMEOUT: 'The payment was not completed in time.',
  RESERVATION_EXPIRED: 'We could not keep the goods for you any longer.',
};

/** `PAYMENT_DECLINED: card_declined` → a sentence; a reason that we do not know is not shown. */
function reasonText(reason: string): string {
  return reasonTexts[reason.split(':', 1)[0]!] ?? 'Something went wrong on our side.';
}

// A line break in a header would begin another header.
const oneLine = (text: string): string => text.replace(/[\r\n]+/g, ' ');

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character]!);
