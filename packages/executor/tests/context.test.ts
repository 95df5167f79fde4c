import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { ExecutionAnswer } from '../src/index.ts';
import { federate, type Subgraph } from './federation.ts';

interface Ref {
  readonly [field: string]: unknown;
}

const users: Readonly<Record<string, Ref>> = {
  ann: { __typename: 'User', id: 'ann', currency: 'EUR', region: { tax: 20 }, cart: {} },
  bob: { __typename: 'User', id: 'bob', currency: 'USD', region: { tax: 0 }, cart: {} },
  cat: { __typename: 'User', id: 'cat', currency: null, region: null, cart: {} },
};

const money: Subgraph = {
  sdl: `type Query { users: [User!]! owners: [Owner!]! region(tax: Int!): Region! }
    union Owner = User | Shop
    type User @key(fields: "id") @context(name: "money") @context(name: "place") {
      id: ID! currency: String region: Region cart: Cart orders: [Order!]! friend: User }
    type Shop @key(fields: "id") @context(name: "money") { id: ID! currency: String orders: [Order!]! }
    type Region { tax: Int! }
    type Cart { orders: [[Order!]!]! }
    type Order @key(fields: "id") {
      id: ID! next: Order
      total(currency: String @fromContext(field: "$money { currency }"), round: Int): String
      receipt(currency: String @fromContext(field: "$money { currency }")): Receipt
    }
    type Receipt { text: String order: Order }
    type Item @key(fields: "id") { id: ID! taxed(tax: Int @fromContext(field: "$place { region { tax } }")): String }
    extend type User { items: [Item!]! }`,
  resolvers: {
    Query: {
      users: () => ['ann', 'bob', 'ann', 'cat'].map((id) => users[id]),
      owners: () => [users['ann'], { __typename: 'Shop', id: 's', currency: 'GBP' }],
    },
    Owner: { __resolveType: ({ __typename }: Ref) => __typename },
    User: {
      __resolveReference: ({ id }: Ref) => users[String(id)],
      orders: () => [{ id: '1' }, { id: '2' }],
      items: () => [{ id: 'i' }],
      friend: ({ id }: Ref) => (id === 'ann' ? users['bob'] : null),
    },
    Shop: { orders: () => [{ id: '1' }] },
    Cart: { orders: () => [[{ id: '1' }], [{ id: '3' }]] },
    Order: {
      next: ({ id }: Ref) => (id === '1' ? { id: '9' } : null),
      total: ({ id }: Ref, { currency, round }: Ref) => `${String(id)} ${String(currency)} ${String(round)}`,
      receipt: ({ id }: Ref, { currency }: Ref) => ({
        text: `${String(id)} ${String(currency)}`,
        order: { id },
      }),
    },
    Item: { taxed: ({ id }: Ref, { tax }: Ref) => `${String(id)} ${String(tax)}` },
  },
};

// Another subgraph's fields make one object of equal entities, before and after the context is needed.
const names: Subgraph = {
  sdl: `type Order @key(fields: "id") { id: ID! name: String twin: Order parts: [Part!]! }
    type Part @key(fields: "id") { id: ID! label: String }`,
  resolvers: {
    Order: {
      name: ({ id }: Ref) => `order ${String(id)}`,
      twin: ({ id }: Ref) => ({ id: `t${String(id)}` }),
      parts: ({ id }: Ref) => [{ id: `p${String(id)}` }],
    },
    Part: { label: ({ id }: Ref) => `part ${String(id)}` },
  },
};

describe('an argument from a context', () => {
  it('has the value of the ancestor that an entity stands under, also where equal entities stand under others', async () => {
    const { ask, calls } = await federate({ money, names });
    const { data, errors } = await ask('{ users { orders { name total(round: 2) parts { label } } } }');
    expect(errors).toBeUndefined();
    const ordersIn = (currency: string) => ({
      orders: ['1', '2'].map((id) => ({
        name: `order ${id}`,
        total: `${id} ${currency} 2`,
        parts: [{ label: `part p${id}` }],
      })),
    });
    expect(data).toEqual({ users: ['EUR', 'USD', 'EUR', 'null'].map(ordersIn) });
    const contextual = calls.filter(({ query }) => query.includes('total'));
    expect(contextual).toHaveLength(1);
    expect(contextual[0]?.query.match(/_entities/g)).toHaveLength(3);
  });

  it('is kept apart below entities that another subgraph answers for all places at once', async () => {
    const { ask, calls } = await federate({ money, names });
    const { data, errors } = await ask('{ users { orders { twin { total } } } }');
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      users: ['EUR', 'USD', 'EUR', 'null'].map((currency) => ({
        orders: ['t1', 't2'].map((id) => ({ twin: { total: `${id} ${currency} undefined` } })),
      })),
    });
    const asked = calls.find(({ subgraph }) => subgraph === 'names');
    expect(asked?.variables['representations']).toHaveLength(2);
  });

  it('is fetched after what leads to its entity, also where its subgraph was asked for other entities before', async () => {
    const start: Subgraph = {
      sdl: 'type Query { first: User } type User @key(fields: "id") { id: ID! }',
      resolvers: { Query: { first: () => ({ id: 'ann' }) } },
    };
    const { ask } = await federate({ money, names, start });
    const { data, errors } = await ask('{ first { orders { twin { total } } } }');
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      first: { orders: ['t1', 't2'].map((id) => ({ twin: { total: `${id} EUR undefined` } })) },
    });
  });

  it('is fetched before its entity is asked, also where the entity came along by @provides', async () => {
    const start: Subgraph = {
      sdl: `type Query { first: User @provides(fields: "orders { name }") }
        type User @key(fields: "id") { id: ID! orders: [Order!]! @external }
        type Order @key(fields: "id") { id: ID! name: String @external }`,
      resolvers: { Query: { first: () => ({ id: 'ann', orders: [{ id: '1', name: 'provided' }] }) } },
    };
    const shared = (subgraph: Subgraph, field: string): Subgraph => ({
      ...subgraph,
      sdl: subgraph.sdl.replace(field, `${field} @shareable`),
    });
    const { ask } = await federate({
      money: shared(money, 'orders: [Order!]!'),
      names: shared(names, 'name: String'),
      start,
    });
    const { data, errors } = await ask('{ first { orders { name total } } }');
    expect(errors).toBeUndefined();
    expect(data).toEqual({ first: { orders: [{ name: 'provided', total: '1 EUR undefined' }] } });
  });

  it('reaches over objects, lists of lists and entities on the way', async () => {
    const { ask } = await federate({ money, names });
    const { data } = await ask(
      '{ users { cart { orders { total } } orders { next { total next { id } } } } }',
    );
    expect((data as { users: unknown[] }).users.slice(0, 2)).toEqual(
      ['EUR', 'USD'].map((currency) => ({
        cart: { orders: [[{ total: `1 ${currency} undefined` }], [{ total: `3 ${currency} undefined` }]] },
        orders: [{ next: { total: `9 ${currency} undefined`, next: null } }, { next: null }],
      })),
    );
  });

  it('is that of the nearest ancestor with the context', async () => {
    const { ask } = await federate({ money });
    const { data } = await ask('{ users { id friend { orders { total } } orders { total } } }');
    const totals = (currency: string) => [
      { total: `1 ${currency} undefined` },
      { total: `2 ${currency} undefined` },
    ];
    expect((data as { users: unknown[] }).users[0]).toEqual({
      id: 'ann',
      friend: { orders: totals('USD') },
      orders: totals('EUR'),
    });
  });

  it('comes from whichever type of a union the ancestor is', async () => {
    const { ask } = await federate({ money, names });
    const { data } = await ask(
      '{ owners { ... on User { orders { total } } ... on Shop { id: currency orders { total name } } } }',
    );
    expect(data).toEqual({
      owners: [
        { orders: [{ total: '1 EUR undefined' }, { total: '2 EUR undefined' }] },
        { id: 'GBP', orders: [{ total: '1 GBP undefined', name: 'order 1' }] },
      ],
    });
  });

  it('may lie deeper in the ancestor, and be null', async () => {
    const { ask } = await federate({ money });
    expect((await ask('{ users { items { taxed } } }')).data).toEqual({
      users: ['20', '0', '20', 'null'].map((tax) => ({ items: [{ taxed: `i ${tax}` }] })),
    });
  });

  it('stands beside other fields and what they return, under any alias', async () => {
    const { ask } = await federate({ money, names });
    const { data, errors } = await ask(
      'query ($n: Int) { users { orders { a: total(round: $n) b: total(round: 1) receipt { text order { name } } } } }',
      { n: 7 },
    );
    expect(errors).toBeUndefined();
    expect((data as { users: { orders: unknown[] }[] }).users.map(({ orders }) => orders[0])).toEqual(
      ['EUR', 'USD', 'EUR', 'null'].map((currency) => ({
        a: `1 ${currency} 7`,
        b: `1 ${currency} 1`,
        receipt: { text: `1 ${currency}`, order: { name: 'order 1' } },
      })),
    );
  });

  it('leaves the error of one entity at its own place', async () => {
    const total = ({ id }: Ref, { currency }: Ref): unknown => {
      if (currency === 'USD') throw new Error('no dollars');
      return `${String(id)} ${String(currency)}`;
    };
    const Order = { ...(money.resolvers?.['Order'] as object), total };
    const { ask } = await federate({ money: { ...money, resolvers: { ...money.resolvers, Order } }, names });
    const { data, errors } = await ask('{ users { orders { name total } } }');
    expect((data as { users: unknown[] }).users[1]).toEqual({
      orders: [
        { name: 'order 1', total: null },
        { name: 'order 2', total: null },
      ],
    });
    expect(errors?.map(({ path, message }) => [message, path])).toEqual([
      ['no dollars', ['users', 1, 'orders', 0, 'total']],
      ['no dollars', ['users', 1, 'orders', 1, 'total']],
    ]);
  });

  it.each([
    ['orders { id ... @defer { total } }', 'orders.0', '1'],
    ['orders { ... @defer { name total } }', 'orders.0', '1'],
    ['... @defer { orders { ... @defer { name total } } }', 'orders.0', '1'],
    ['orders { twin { ... @defer { total } } }', 'orders.0.twin', 't1'],
    ['... @defer { orders { twin { ... @defer { total } } } }', 'orders.0.twin', 't1'],
  ])('has the value of its ancestor in a deferred part, too: %s', async (selection, place, id) => {
    const { executor } = await federate({ money, names });
    const document = parse(`{ users { id ${selection} } }`);
    const answer = await executor.executeIncrementally({ document, context: {} });
    if (answer instanceof ExecutionAnswer) throw new Error(`Answered whole: ${answer.dataText}`);
    const totals = new Map<string, unknown>();
    for await (const { parts } of answer.subsequent)
      for (const part of parts) totals.set(part.path.join('.'), part.answer.data?.['total']);
    expect([0, 1, 2, 3].map((user) => totals.get(`users.${user}.${place}`))).toEqual(
      ['EUR', 'USD', 'EUR', 'null'].map((currency) => `${id} ${currency} undefined`),
    );
  });

  it('has the value of its ancestor also where the planner gives up on parts, and all is answered at once', async () => {
    const { executor } = await federate({ money, names });
    const document = parse('{ users { ... @defer { orders { total } } } }');
    const answer = await executor.executeIncrementally({ document, context: {} });
    if (!(answer instanceof ExecutionAnswer)) throw new Error('Answered in parts');
    expect(answer.errors).toBeUndefined();
    expect((answer.data as { users: Ref[] }).users.slice(0, 2)).toEqual(
      ['EUR', 'USD'].map((currency) => ({
        orders: [{ total: `1 ${currency} undefined` }, { total: `2 ${currency} undefined` }],
      })),
    );
  });
});
