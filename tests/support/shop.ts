// What shoppers and staff do, over the public API only.
import {
  AddToCartDocument,
  createClient,
  CreateCartDocument,
  OrderDetailsDocument,
  PlaceOrderDocument,
  RegisterDocument,
  SignInDocument,
  type Client,
  type OrderDetailsQuery,
  type PlaceOrderMutation,
} from '@bazaar/client';
import { eventually } from '@bazaar/testkit';

export type Person = { id: string; email: string; client: Client; token: string; refreshToken: string };
export type Order = NonNullable<OrderDetailsQuery['order']>;

export const password = 'a-password-of-the-tests';
export const address = {
  name: 'Test Person',
  line1: '1 Test Street',
  city: 'Berlin',
  postalCode: '10115',
  country: 'DE',
};

export async function registerPerson(url: string): Promise<Person> {
  const email = `person-${crypto.randomUUID()}@bazaar.example`;
  const anonymous = createClient({ url });
  const { userRegister } = await anonymous.data(RegisterDocument, {
    input: { email, password, name: 'Test Person' },
  });
  if (userRegister.__typename !== 'UserRegisterSuccess') throw new Error(JSON.stringify(userRegister));
  return person(url, userRegister);
}

export async function signInPerson(url: string, email: string, secret: string): Promise<Person> {
  const { sessionCreate } = await createClient({ url }).data(SignInDocument, {
    input: { email, password: secret },
  });
  if (sessionCreate.__typename !== 'SessionCreateSuccess') throw new Error(JSON.stringify(sessionCreate));
  return person(url, sessionCreate);
}

function person(
  url: string,
  {
    user,
    session,
  }: { user: { id: string; email: string }; session: { accessToken: string; refreshToken: string } },
): Person {
  const token = session.accessToken;
  return {
    ...user,
    token,
    refreshToken: session.refreshToken,
    client: createClient({ url, token: () => token }),
  };
}

/** A fresh cart with the given lines. */
export async function cartWith(
  client: Client,
  lines: readonly { variantId: string; quantity: number }[],
): Promise<string> {
  const { cartCreate } = await client.data(CreateCartDocument, { input: {} });
  if (cartCreate.__typename !== 'CartCreateSuccess') throw new Error(JSON.stringify(cartCreate));
  const cartId = cartCreate.cart.id;
  for (const line of lines) {
    const { cartLineAdd } = await client.data(AddToCartDocument, { input: { cartId, ...line } });
    if (cartLineAdd.__typename !== 'CartLineAddSuccess') throw new Error(JSON.stringify(cartLineAdd));
  }
  return cartId;
}

export type PlaceResult = PlaceOrderMutation['orderPlace'];

export async function placeOrder(
  client: Client,
  cartId: string,
  options: { paymentMethod?: string; idempotencyKey?: string } = {},
): Promise<PlaceResult> {
  const { orderPlace } = await client.data(PlaceOrderDocument, {
    input: {
      cartId,
      paymentMethod: options.paymentMethod ?? 'pm_card_visa',
      shippingAddress: address,
      idempotencyKey: options.idempotencyKey ?? crypto.randomUUID(),
    },
  });
  return orderPlace;
}

/** Places an order of one variant that must be accepted, and answers its id. */
export async function order(
  client: Client,
  variantId: string,
  options: { quantity?: number; paymentMethod?: string } = {},
): Promise<string> {
  const cartId = await cartWith(client, [{ variantId, quantity: options.quantity ?? 1 }]);
  const placed = await placeOrder(client, cartId, options);
  if (placed.__typename !== 'OrderPlaceSuccess') throw new Error(JSON.stringify(placed));
  return placed.order.id;
}

export async function readOrder(client: Client, id: string): Promise<Order> {
  const { order: found } = await client.data(OrderDetailsDocument, { id });
  if (!found) throw new Error(`order ${id} is not visible`);
  return found;
}

export const isFinal = ({ status }: { status: string }) =>
  ['COMPLETED', 'REJECTED', 'CANCELED'].includes(status);

/** The order once it has come to its end. */
export const finalOrder = (client: Client, id: string, timeoutMs = 30_000): Promise<Order> =>
  eventually(
    async () => {
      const found = await readOrder(client, id);
      if (!isFinal(found)) throw new Error(`order ${id} is ${found.status}, payment ${found.paymentStatus}`);
      return found;
    },
    { timeoutMs, intervalMs: 100 },
  );
