// Shoppers who do not give up: every step is asked again until it is answered, with the same idempotency key.
import { OrderDetailsDocument, ViewerOrdersDocument, type ViewerOrdersQuery } from '@bazaar/client';
import { clientsOf, insist, type TestCluster } from '../support/cluster.ts';
import { cartWith, placeOrder, registerPerson } from '../support/shop.ts';

export async function registerBuyer(cluster: TestCluster): Promise<Buyer> {
  const person = await insist((attempt) => registerPerson(cluster.graphqlUrls[attempt % 2]!));
  const client = clientsOf(cluster, person.token);
  return {
    email: person.email,
    order: async ({ variantId, quantity, method }) => {
      // A cart that was made, and whose answer was lost, stays behind; nobody pays for it.
      const cartId = await insist((attempt) => cartWith(client(attempt), [{ variantId, quantity }]));
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
      }, settleTimeoutMs),
    orders: () => insist((attempt) => allOrders(client(attempt))),
  };
}

/** How long the last order may take to its end after everybody is back. */
export const settleTimeoutMs = 120_000;

export const isOver = ({ status }: { status: string }): boolean =>
  status === 'COMPLETED' || status === 'REJECTED';

async function complete(page: string): Promise<void> {
  const body = new URLSearchParams({ outcome: 'complete' });
  await fetch(page, { method: 'POST', body, redirect: 'manual' });
}

async function allOrders(client: ReturnType<ReturnType<typeof clientsOf>>): Promise<FoundOrder[]> {
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
  /** Until the order has come to its end. */
  passAuthentication(orderId: string): Promise<void>;
  orders(): Promise<FoundOrder[]>;
};
