import { describe, expect, it } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { federate, type Federation, type Subgraph } from './federation.ts';

// A payload that leads back to the root lets a client read anew whatever its change may have touched.
const users: Subgraph = {
  sdl: `
    type Query { me: User }
    type Mutation { rename(name: String!): RenamePayload renameAll: [RenamePayload!]! }
    type RenamePayload { user: User query: Query }
    type User @key(fields: "id") { id: ID! name: String }`,
  resolvers: {
    Query: { me: () => ({ id: '1', name: 'Ada' }) },
    Mutation: {
      rename: (_: unknown, { name }: { name: string }) =>
        name === '' ? { query: null } : { user: { id: '1', name }, query: {} },
      renameAll: () => [{ query: {} }, { query: null }, { query: {} }],
    },
  },
};

const shop: Subgraph = {
  sdl: 'type Query { total: Int failing: Int best: Product } type Product { title: String }',
  resolvers: {
    Query: {
      total: () => 7,
      best: () => ({ title: 'Lamp' }),
      failing: () => {
        throw new GraphQLError('not today');
      },
    },
  },
};

const calledShop = ({ calls }: Federation): number =>
  calls.filter(({ subgraph }) => subgraph === 'shop').length;

describe('a field that leads back to the root', () => {
  it('has the fields of all subgraphs there, and the root of the operation none of them', async () => {
    const federation = await federate({ users, shop });
    const { data, errors } = await federation.ask(
      'mutation { rename(name: "Bea") { user { name } query { total best { title } me { name } __typename } } }',
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      rename: {
        user: { name: 'Bea' },
        query: { total: 7, best: { title: 'Lamp' }, me: { name: 'Ada' }, __typename: 'Query' },
      },
    });
  });

  it('is asked once for all places where it stands, and not at all where there is none', async () => {
    const federation = await federate({ users, shop });
    const none = await federation.ask('mutation { rename(name: "") { query { total } } }');
    expect([none.data, none.errors, calledShop(federation)]).toEqual([
      { rename: { query: null } },
      undefined,
      0,
    ]);
    const { data } = await federation.ask('mutation { renameAll { query { total } } }');
    expect(data?.renameAll).toEqual([{ query: { total: 7 } }, { query: null }, { query: { total: 7 } }]);
    expect(calledShop(federation)).toBe(1);
  });

  it('fails where it stands', async () => {
    const federation = await federate({ users, shop });
    const one = await federation.ask(
      'mutation { rename(name: "Bea") { user { name } query { failing total } } }',
    );
    expect(one.data).toEqual({ rename: { user: { name: 'Bea' }, query: { failing: null, total: 7 } } });
    expect(one.errors?.map(({ message, path }) => [message, path])).toEqual([
      ['not today', ['rename', 'query', 'failing']],
    ]);
    const many = await federation.ask('mutation { renameAll { query { failing } } }');
    expect(many.errors?.map(({ path }) => path)).toEqual([
      ['renameAll', 0, 'query', 'failing'],
      ['renameAll', 2, 'query', 'failing'],
    ]);
  });

  it('costs its own fields where its subgraph does not answer', async () => {
    const dead = await federate({ users, shop: { ...shop, answer: {} } });
    const { data, errors } = await dead.ask(
      'mutation { rename(name: "Bea") { user { name } query { total } } }',
    );
    expect(data).toEqual({ rename: { user: { name: 'Bea' }, query: { total: null } } });
    expect(errors?.map(({ path }) => path)).toEqual([['rename', 'query', 'total']]);
  });

  it('names no type of the root, which a subgraph may call otherwise', async () => {
    const federation = await federate({
      users,
      shop: {
        sdl: `${shop.sdl.replace('Query', 'Start')} extend schema { query: Start }`,
        resolvers: { Start: shop.resolvers!['Query'] },
      },
    });
    const { data, errors } = await federation.ask('mutation { rename(name: "Bea") { query { total } } }');
    expect(errors).toBeUndefined();
    expect(data).toEqual({ rename: { query: { total: 7 } } });
    expect(federation.calls.at(-1)!.query).not.toContain('... on');
  });
});
