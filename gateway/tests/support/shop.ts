// Three small subgraphs, real ones over HTTP, whose data the tests change as they like.
import { composeServices } from '@apollo/composition';
import { AppError, createLogger, hasPermission, noteReplay, userIdOf, type Service } from '@bazaar/kit';
import { createSubgraphService, loadTypeDefs, type RequestContext } from '@bazaar/kit/graphql';
import { currentTrace } from '@bazaar/kit';
import { eventually } from '@bazaar/testkit';

export type TestOrder = {
  id: string;
  customerId: string;
  status: string;
  paymentStatus: string;
  fulfillmentStatus: string;
  version: number;
  note?: string;
};

export type ShopData = {
  orders: Map<string, TestOrder>;
  variants: Map<string, { id: string; available: number }>;
  notifications: Map<string, { id: string; userId: string; title: string }>;
  /** What the order subgraph was told about its last request. */
  lastTrace?: { traceparent: string; requestId: string };
  /** Requests that reached the order subgraph. */
  orderRequests: number;
  /** Requests for `slow` that are or were under way. */
  slowRequests: number;
};

export const identitySecret = 'a-secret-of-the-gateway-tests-0000000';

export const testOrder = (customerId: string, id = 'ord_1'): TestOrder => ({
  ...{ id, customerId, status: 'PENDING', version: 1 },
  ...{ paymentStatus: 'NONE', fulfillmentStatus: 'UNFULFILLED' },
});

const names = ['order', 'product', 'payment'] as const;
export type SubgraphName = (typeof names)[number];

export async function startShop(): Promise<Shop> {
  const data: ShopData = {
    orders: new Map(),
    variants: new Map(),
    notifications: new Map(),
    orderRequests: 0,
    slowRequests: 0,
  };
  const running = new Map<SubgraphName, Service>();
  const urls = {} as Record<SubgraphName, string>;
  const start = async (name: SubgraphName) => {
    const service = subgraph(name, data, urls[name] ? Number(new URL(urls[name]).port) : 0);
    // A port that was just left may take a moment to be free again.
    const { url } = await eventually(() => service.start());
    urls[name] = `${url}/graphql`;
    running.set(name, service);
  };
  const stop = async (name: SubgraphName) => {
    await running.get(name)?.stop();
    running.delete(name);
  };
  await Promise.all(names.map(start));
  return {
    data,
    sdl: compose(urls),
    start,
    stop,
    stopAll: async () => void (await Promise.all(names.map(stop))),
  };
}

export type Shop = {
  data: ShopData;
  sdl: string;
  start(name: SubgraphName): Promise<void>;
  stop(name: SubgraphName): Promise<void>;
  stopAll(): Promise<void>;
};

const folderOf = (name: SubgraphName) => new URL(`./schemas/${name}/`, import.meta.url);

function compose(urls: Record<SubgraphName, string>): string {
  const composed = composeServices(
    names.map((name) => ({ name, url: urls[name], typeDefs: loadTypeDefs(folderOf(name)) })),
  );
  if (!composed.supergraphSdl)
    throw new AggregateError(composed.errors ?? [], 'the test subgraphs do not compose');
  return composed.supergraphSdl;
}

function subgraph(name: SubgraphName, data: ShopData, port: number): Service {
  return createSubgraphService<RequestContext>({
    name,
    config: {
      ...{ production: false, logLevel: 'silent', host: '127.0.0.1', port },
      ...{ identitySecret, cursorSecret: identitySecret },
    },
    logger: createLogger({ name, level: 'silent' }),
    schemaFolder: folderOf(name),
    resolvers: resolversOf[name](data),
    createContext: (request) => request,
    components: [],
  });
}

const resolversOf: Record<SubgraphName, (data: ShopData) => object> = {
  order: (data) => {
    const visible = (id: string, { identity }: RequestContext) => {
      data.orderRequests += 1;
      data.lastTrace = currentTrace();
      const order = data.orders.get(id);
      return order && (order.customerId === userIdOf(identity) || hasPermission(identity, 'order:read'))
        ? order
        : null;
    };
    return {
      Query: {
        order: (_root: unknown, { id }: { id: string }, context: RequestContext) => visible(id, context),
        orders: () => [...data.orders.values()],
        whoami: (_root: unknown, _args: unknown, { identity }: RequestContext) => JSON.stringify(identity),
        boom: () => {
          throw new Error('connection to postgres://admin:hunter2@10.0.0.1 refused');
        },
      },
      Mutation: {
        orderRename: (
          _root: unknown,
          { id, note }: { id: string; note: string },
          context: RequestContext,
        ) => {
          const order = visible(id, context);
          if (!order) throw new AppError('NOT_FOUND');
          // As if the note were an idempotency key.
          if (order.note === note) noteReplay(note);
          order.note = note;
          return order;
        },
      },
      Order: {
        __resolveReference: ({ id }: { id: string }, context: RequestContext) => visible(id, context),
      },
      Notification: {
        __resolveReference: ({ id }: { id: string }, { identity }: RequestContext) => {
          const found = data.notifications.get(id);
          return found?.userId === userIdOf(identity) ? found : null;
        },
      },
    };
  },
  product: (data) => {
    const products = Array.from({ length: 3 }, (_, index) => ({ id: `prd_${index}`, title: `Tea ${index}` }));
    return {
      Query: {
        products: (_root: unknown, { first }: { first?: number }) => products.slice(0, first ?? 20),
        node: (_root: unknown, { id }: { id: string }) => {
          if (id.startsWith('var_')) return { __typename: 'ProductVariant', ...data.variants.get(id) };
          return id.startsWith('ntf_') ? { __typename: 'Notification', id } : null;
        },
        slow: () => {
          data.slowRequests += 1;
          return new Promise<string>((resolve) => setTimeout(() => resolve('done'), 600));
        },
      },
      Product: { cost: () => 7, variants: () => [...data.variants.values()], related: () => products },
      ProductVariant: { product: () => products[0] },
    };
  },
  payment: () => ({
    Query: { payment: () => null },
    Order: { payments: ({ id }: { id: string }) => [{ id: `pay_of_${id}` }] },
  }),
};
