import {
  AddToCartDocument,
  createClient,
  CreateCartDocument,
  OrderUpdatesDocument,
  PlaceOrderDocument,
  RegisterDocument,
  SignInDocument,
  type Client,
} from '@bazaar/client';
import type { Narrator } from './narrator.ts';

export type Shopper = { name: string; email: string; client: Client };
export type Status = { status: string; paymentStatus: string };

export const address = {
  name: 'Dana Demo',
  line1: '1 Market Street',
  city: 'Berlin',
  postalCode: '10115',
  country: 'DE',
};

export async function register(tell: Narrator, url: string, name: string): Promise<Shopper> {
  const email = `${name.toLowerCase()}-${Date.now().toString(36)}@bazaar.example`;
  const session: { token?: string } = {};
  const client = createClient({ url, token: () => session.token, name: 'bazaar-demo' });
  const { userRegister } = await tell.ask(client, RegisterDocument, {
    input: { email, name: `${name} Demo`, password: 'a-long-demo-password' },
  });
  if (userRegister.__typename !== 'UserRegisterSuccess')
    throw new Error(`registration: ${userRegister.message}`);
  session.token = userRegister.session.accessToken;
  return { name, email, client };
}

export async function signIn(tell: Narrator, url: string, email: string, password: string): Promise<Shopper> {
  const session: { token?: string } = {};
  const client = createClient({ url, token: () => session.token, name: 'bazaar-demo' });
  const { sessionCreate } = await tell.ask(client, SignInDocument, { input: { email, password } });
  if (sessionCreate.__typename !== 'SessionCreateSuccess')
    throw new Error(`sign-in: ${sessionCreate.message}`);
  session.token = sessionCreate.session.accessToken;
  return { name: sessionCreate.user.name, email, client };
}

/** A cart with one line, ready to be ordered. */
export async function fillCart(
  tell: Narrator,
  { client }: Shopper,
  variantId: string,
  quantity: number,
): Promise<string> {
  const { cartCreate } = await tell.ask(client, CreateCartDocument, { input: {} });
  if (cartCreate.__typename !== 'CartCreateSuccess') throw new Error(`cart: ${cartCreate.message}`);
  const cartId = cartCreate.cart.id;
  const { cartLineAdd } = await tell.ask(client, AddToCartDocument, {
    input: { cartId, variantId, quantity },
  });
  if (cartLineAdd.__typename !== 'CartLineAddSuccess') throw new Error(`cart line: ${cartLineAdd.message}`);
  tell.say(`cart total ${cartLineAdd.cart.total.formatted}`);
  return cartId;
}

/** The id of the placed order, or the refusal's message. */
export async function placeOrder(
  tell: Narrator,
  { client }: Shopper,
  cartId: string,
  paymentMethod: string,
): Promise<{ orderId: string } | { refused: string }> {
  const { orderPlace } = await tell.ask(client, PlaceOrderDocument, {
    input: { cartId, paymentMethod, shippingAddress: address, idempotencyKey: crypto.randomUUID() },
  });
  return orderPlace.__typename === 'OrderPlaceSuccess'
    ? { orderId: orderPlace.order.id }
    : { refused: `${orderPlace.__typename}: ${orderPlace.message}` };
}

/** Follows an order over a socket until it stands as wanted. */
export async function follow(
  tell: Narrator,
  { client }: Shopper,
  orderId: string,
  until: (status: Status) => boolean,
): Promise<Status> {
  for await (const { data, errors } of client.subscribe(OrderUpdatesDocument, { orderId })) {
    if (errors || !data) throw new Error(`live update: ${errors?.[0]?.message ?? 'no data'}`);
    const { status, paymentStatus, number } = data.orderStatusChanged;
    tell.say(`⚡ ${status.padEnd(10)} payment ${paymentStatus}${number ? `  (order ${number})` : ''}`);
    if (until(data.orderStatusChanged)) return data.orderStatusChanged;
  }
  throw new Error('the live updates ended early');
}
