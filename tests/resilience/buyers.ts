// Shoppers who do not give up: every step is asked again until it is answered, with the same idempotency key.
import {
  AddToCartDocument,
  CreateCartDocument,
  OrderDetailsDocument,
  ViewerOrdersDocument,
  type Client,
  type ViewerOrdersQuery,
} from '@bazaar/client';
import { clientsOf, insist, type TestCluster } from '../support/cluster.ts';
import { placeOrder, registerPerson } from '../support/shop.ts';

export async function registerBuyer(cluster: TestCluster): Promise<Buyer> {
  const person = await insist((attempt) => registerPerson(cluster.graphqlUrls[attempt % 2]!));
  const client = clientsOf(cluster, person.token);
  return {
    email: person.email,
    order: async ({ variantId, quantity: wanted, method }) => {
      const { cartId, quantity } = await insist((attempt) => fillCart(client(attempt), variantId, wanted));
      const idempotencyKey = crypto.randomUUID();
      const id = await insist(async (attempt) => {
        const placed = await placeOrder(client(attempt), cartId, { paymentMethod: method, idempotencyKey });
        if (placed.__typename === 'OrderPlaceSuccess') return placed.order.id;
        throw new Error(JSON.stringify(placed));
      });
      return { id, method, variantId, quantity };
    },
    passAuthentication: (orderId) =>
      insist(async (attempt) => {
        const { order } = await client(attempt).data(OrderDetailsDocument, { id: orderId });
        if (order && isOver(order)) return;
        const page = order?.payments?.[0]?.nextAction?.url;
        if (order?.paymentStatus === 'ACTION_REQUIRED' && page) await complete(page);
        throw new Error(`order ${orderId} is ${order?.status}, payment ${order?.paymentStatus}`);
      }, Number.POSITIVE_INFINITY),
    orders: () => insist((attempt) => allOrders(client(attempt))),
  };
}

/** How long the last order may take to its end after everybody is back. */
export const settleTimeoutMs = 120_000;

export const isOver = ({ status }: { status: string }): boolean =>
  status === 'COMPLETED' || status === 'REJECTED';

/** A shopper has one cart. What was added, although its answer was lost, is in it already. */
async function fillCart(client: Client, variantId: string, wanted: number) {
  const { cartCreate } = await client.data(CreateCartDocument, { input: {} });
  if (cartCreate.__typename !== 'CartCreateSuccess') throw new Error(JSON.stringify(cartCreate));
  const cartId = cartCreate.cart.id;
  const [line] = cartCreate.cart.lines;
  if (line) return { cartId, quantity: line.quantity };
  const { cartLineAdd } = await client.data(AddToCartDocument, {
    input: { cartId, variantId, quantity: wanted },
  });
  if (cartLineAdd.__typename !== 'CartLineAddSuccess') throw new Error(JSON.stringify(cartLineAdd));
  return { cartId, quantity: cartLineAdd.line.quantity };
}

async function complete(page: string): Promise<void> {
  const body = new URLSearchParams({ outcome: 'complete' });
  await fetch(page, { method: 'POST', body, redirect: 'manual' });
}

async function allOrders(client: Client): Promise<FoundOrder[]> {
  const found: FoundOrder[] = [];
  for (let after: string | null | undefined; ;) {
    const { viewer } = await client.data(ViewerOrdersDocument, { first: 50, after });
    if (!viewer?.orders) throw new Error('the orders are not to be had');
    found.push(...viewer.orders.nodes);
    if (!viewer.orders.pageInfo.hasNextPage) return found;
    after = viewer.orders.pageInfo.endCursor;
  }
}

export type FoundOrder = NonNullable<NonNullable<ViewerOrdersQuery['viewer']>['orders']>['nodes'][number];
export type Wish = { variantId: string; quantity: number; method: string };
export type PlacedOrder = Wish & { id: string };
export type Buyer = {
  email: string;
  order(wish: Wish): Promise<PlacedOrder>;
  /** Resolves when the order has come to its end, and asks until then. */
  passAuthentication(orderId: string): Promise<void>;
  orders(): Promise<FoundOrder[]>;
};
