import { setTimeout as delay } from 'node:timers/promises';
import {
  CancelOrderDocument,
  OrderDetailsDocument,
  ProductListDocument,
  ViewerNotificationsDocument,
} from '@bazaar/client';
import type { PlatformState } from '../state-file.ts';
import { demoPassword, staffEmail } from '../demo-accounts.ts';
import type { Narrator } from './narrator.ts';
import { fillCart, follow, placeOrder, register, signIn, type Shopper } from './shop.ts';
import { findVariants, restockToOne } from './stock.ts';

const isOver = ({ status }: { status: string }) => ['COMPLETED', 'REJECTED', 'CANCELED'].includes(status);

export async function playDay(tell: Narrator, state: PlatformState): Promise<void> {
  const url = state.graphqlUrl;
  tell.chapter('Dana registers');
  const dana = await register(tell, url, 'Dana');
  tell.say(`signed in as ${dana.email}`);

  tell.chapter('She browses');
  const { products } = await tell.ask(dana.client, ProductListDocument, { first: 5 });
  for (const { title, priceFrom } of products.nodes) tell.say(`${title} from ${priceFrom?.formatted ?? '–'}`);

  const variants = await findVariants(dana.client);
  const orderId = await orderWith3dSecure(tell, dana, variants.plenty);
  await declinedCard(tell, dana, variants.plenty);
  await lastItem(tell, url, dana, variants.last);
  await cancellation(tell, dana, orderId);

  tell.chapter('What reached her');
  const { viewer } = await tell.ask(dana.client, ViewerNotificationsDocument, { first: 10 });
  const entries = viewer?.notifications?.nodes ?? [];
  for (const { title } of entries) tell.say(`feed: ${title}`);
  for (const mail of await mailsTo(state.mailUrl, dana.email, entries.length)) tell.say(`mail: ${mail}`);
  tell.say(`All mails: ${state.mailUrl}`);
  await dana.client.close();
}

async function orderWith3dSecure(tell: Narrator, dana: Shopper, variantId: string): Promise<string> {
  tell.chapter('She orders with a card that asks for 3-D Secure');
  const cartId = await fillCart(tell, dana, variantId, 1);
  const placed = await placeOrder(tell, dana, cartId, 'pm_card_authenticationRequired');
  if ('refused' in placed) throw new Error(placed.refused);
  await follow(tell, dana, placed.orderId, ({ paymentStatus }) => paymentStatus === 'ACTION_REQUIRED');
  const { order } = await tell.ask(dana.client, OrderDetailsDocument, { id: placed.orderId });
  const page = order?.payments?.[0]?.nextAction?.url;
  if (!page) throw new Error('the payment names no page to confirm it');
  tell.say(`her bank asks at ${page}; she confirms`);
  await confirmAtBank(page);
  await follow(tell, dana, placed.orderId, isOver);
  return placed.orderId;
}

async function declinedCard(tell: Narrator, dana: Shopper, variantId: string): Promise<void> {
  tell.chapter('Her other card is declined');
  const cartId = await fillCart(tell, dana, variantId, 2);
  const placed = await placeOrder(tell, dana, cartId, 'pm_card_visa_chargeDeclined');
  if ('refused' in placed) throw new Error(placed.refused);
  await follow(tell, dana, placed.orderId, isOver);
  const { order } = await tell.ask(dana.client, OrderDetailsDocument, { id: placed.orderId });
  tell.say(`why: ${order?.rejectionReason ?? '–'}; nothing stays reserved or authorised`);
}

async function lastItem(tell: Narrator, url: string, dana: Shopper, variantId: string): Promise<void> {
  tell.chapter('Two buyers want the last item');
  const staff = await signIn(tell, url, staffEmail, demoPassword);
  await restockToOne(staff.client, variantId);
  const otto = await register(tell, url, 'Otto');
  const carts = [await fillCart(tell, dana, variantId, 1), await fillCart(tell, otto, variantId, 1)];
  const outcomes = await Promise.all(
    [dana, otto].map(async (buyer, index) => {
      const placed = await placeOrder(tell, buyer, carts[index]!, 'pm_card_visa');
      if ('refused' in placed) return `${buyer.name}: ${placed.refused}`;
      const { status } = await follow(tell, buyer, placed.orderId, isOver);
      return `${buyer.name}: ${status}`;
    }),
  );
  for (const outcome of outcomes) tell.say(outcome);
  await otto.client.close();
}

async function cancellation(tell: Narrator, dana: Shopper, orderId: string): Promise<void> {
  tell.chapter('She changes her mind about the first order');
  const { orderCancel } = await tell.ask(dana.client, CancelOrderDocument, {
    input: { orderId, reason: 'changed my mind', idempotencyKey: crypto.randomUUID() },
  });
  if (orderCancel.__typename !== 'OrderCancelSuccess') throw new Error(orderCancel.message);
  await follow(tell, dana, orderId, ({ status }) => status === 'CANCELED');
  const { order } = await tell.ask(dana.client, OrderDetailsDocument, { id: orderId });
  tell.say(`refunded ${order?.payments?.[0]?.refunded.formatted ?? '–'}`);
}

/** Subjects, oldest first, once there are as many as expected; a mail is a moment later than its feed entry. */
async function mailsTo(mailUrl: string, email: string, expected: number): Promise<string[]> {
  for (let tries = 0; ; tries += 1) {
    const response = await fetch(`${mailUrl}/api/mails`);
    const mails = ((await response.json()) as { to: string[]; subject: string }[]).filter(({ to }) =>
      to.includes(email),
    );
    if (mails.length >= expected || tries === 50) return mails.map(({ subject }) => subject).reverse();
    await delay(100);
  }
}

async function confirmAtBank(page: string): Promise<void> {
  const response = await fetch(page, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'outcome=complete',
    redirect: 'manual',
  });
  if (response.status >= 400) throw new Error(`the bank's page answered ${response.status}`);
}
