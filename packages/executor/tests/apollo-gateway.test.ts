import { ApolloServer } from '@apollo/server';
import { afterEach, describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import {
  createApolloGateway,
  stringifyResult,
  type ApolloGateway,
  type ApolloGatewayOptions,
} from '../src/index.ts';
import { startSubgraphs, type RunningSubgraphs, type SubgraphDefinition } from './subgraph-server.ts';

const users: SubgraphDefinition = {
  sdl: 'type Query { me: User user(id: ID!): User } type User @key(fields: "id") { id: ID! name: String }',
  resolvers: {
    Query: { me: () => ({ id: '1' }), user: (_: unknown, { id }: { id: string }) => ({ id }) },
    User: { name: ({ id }: { id: string }) => `user ${id}` },
  },
};

const orders: SubgraphDefinition = {
  sdl: `type Query { order: Order } type Subscription { orderChanged(id: ID!): Order! }
    type Order @key(fields: "id") { id: ID! status: String! buyer: User }
    type User @key(fields: "id") { id: ID! orders: [Order!] }`,
  resolvers: {
    Order: { status: ({ id }: { id: string }) => `status of ${id}`, buyer: () => ({ id: '7' }) },
    User: { orders: () => [{ id: 'a' }, { id: 'b' }] },
  },
};

let running: RunningSubgraphs;
let server: ApolloServer<Record<string, unknown>>;
let gateway: ApolloGateway<Record<string, unknown>>;

async function start(
  plugins: ConstructorParameters<typeof ApolloServer>[0]['plugins'] = [],
  ofUsers = users,
  onCandidate?: ApolloGatewayOptions<never>['onCandidate'],
): Promise<void> {
  running = await startSubgraphs({ users: ofUsers, orders });
  gateway = createApolloGateway<Record<string, unknown>>({
    supergraphSdl: running.supergraphSdl,
    http: { headersFor: ({ caller }) => ({ 'x-caller': String(caller) }) },
    onCandidate,
  });
  server = new ApolloServer<Record<string, unknown>>({ gateway, stringifyResult, plugins });
  await server.start();
}

async function ask(query: string, variables: Record<string, unknown> = {}): Promise<string> {
  const { body } = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: 'POST',
      headers: new Map([['content-type', 'application/json']]) as never,
      search: '',
      body: { query, variables },
    },
    context: async () => ({ caller: 'test' }),
  });
  return body.kind === 'complete' ? body.string : '';
}

afterEach(async () => {
  await server.stop();
  await running.stop();
});

describe('the gateway behind Apollo Server', () => {
  it('answers over several subgraphs and sends the headers of the request along', async () => {
    await start();
    const answer = await ask('{ me { name orders { id status } } }');
    expect(JSON.parse(answer)).toEqual({
      data: {
        me: {
          name: 'user 1',
          orders: [
            { id: 'a', status: 'status of a' },
            { id: 'b', status: 'status of b' },
          ],
        },
      },
    });
    expect(running.requestsOf('orders')[0]?.headers['x-caller']).toBe('test');
  });

  it('answers a wrong variable with an error of its own and asks no subgraph', async () => {
    await start();
    const answer = JSON.parse(await ask('query($id: ID!) { user(id: $id) { name } }', { id: { no: 'id' } }));
    expect(answer.errors[0].extensions.code).toBe('BAD_USER_INPUT');
    expect(running.requestsOf('users')).toHaveLength(0);
  });

  it('lets a plugin read and change data', async () => {
    await start([
      {
        requestDidStart: async () => ({
          willSendResponse: async ({ response }) => {
            if (response.body.kind === 'single') response.body.singleResult.data!.added = 'by plugin';
          },
        }),
      },
    ]);
    expect(JSON.parse(await ask('{ me { name } }')).data).toEqual({
      me: { name: 'user 1' },
      added: 'by plugin',
    });
  });

  it('swaps to a new supergraph without losing requests under way', async () => {
    await start();
    const before = Array.from({ length: 20 }, () => ask('{ me { name orders { status } } }'));
    const updated = gateway.update(running.supergraphSdl.replace('type User', '"""Changed"""\ntype User'));
    const during = Array.from({ length: 20 }, () => ask('{ me { name orders { status } } }'));
    await updated;
    const after = await ask('{ __type(name: "User") { description } }');
    for (const answer of await Promise.all([...before, ...during]))
      expect(JSON.parse(answer).errors).toBeUndefined();
    expect(JSON.parse(after).data.__type.description).toBe('Changed');
  });

  it('finishes a request under way on the supergraph that it began with', async () => {
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await start([], {
      ...users,
      resolvers: { ...users.resolvers, Query: { me: () => held.then(() => ({ id: '1' })) } },
    });
    const underWay = ask('{ me { name orders { id } } }');
    while (running.requestsOf('users').length === 0) await new Promise(setImmediate);
    // The next supergraph has no such field any more.
    await gateway.update(running.supergraphSdl.replaceAll('  name: String', '  title: String'));
    expect(JSON.parse(await ask('{ me { name } }')).errors[0].extensions.code).toBe(
      'GRAPHQL_VALIDATION_FAILED',
    );
    letGo();
    expect(JSON.parse(await underWay)).toEqual({
      data: { me: { name: 'user 1', orders: [{ id: 'a' }, { id: 'b' }] } },
    });
  });

  it('serves on with the old supergraph when somebody refuses the new one', async () => {
    const seen: boolean[] = [];
    await start([], users, async ({ schema, isFirst }) => {
      seen.push(isFirst);
      if (schema.getType('User')?.description === 'Changed') throw new Error('refused');
      return [{ document: parse('{ me { name } }') }];
    });
    const changed = running.supergraphSdl.replace('type User', '"""Changed"""\ntype User');
    await expect(gateway.update(changed)).rejects.toThrow('refused');
    expect(seen).toEqual([true, false]);
    expect(
      JSON.parse(await ask('{ __type(name: "User") { description } }')).data.__type.description,
    ).toBeNull();
  });

  it('keeps the old supergraph when the new one is not valid', async () => {
    await start();
    await expect(gateway.update('type Query { broken: ')).rejects.toThrow();
    expect(JSON.parse(await ask('{ me { name } }')).data).toEqual({ me: { name: 'user 1' } });
  });

  it('answers a subscription for one event from the entity that the event is about', async () => {
    await start();
    const answer = await gateway.executeEntitySelection({
      document: parse('subscription($id: ID!) { changed: orderChanged(id: $id) { status buyer { name } } }'),
      variables: { id: 'x' },
      representation: { __typename: 'Order', id: 'x' },
      context: { caller: 'fan-out' },
    });
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({ changed: { status: 'status of x', buyer: { name: 'user 7' } } });
  });
});
