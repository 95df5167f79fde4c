import { describe, expect, it } from '@jest/globals';
import { federate } from './federation.ts';

interface Ref {
  readonly [field: string]: unknown;
}

describe('entities', () => {
  it('are found by compound, nested and several keys', async () => {
    const { ask } = await federate({
      a: {
        sdl: `type Query { item: Item } type Item @key(fields: "sku org { id }") @key(fields: "code") { sku: ID! code: ID! org: Org! }
          type Org @shareable { id: ID! }`,
        resolvers: { Query: { item: () => ({ sku: 's', code: 'c', org: { id: 'o' } }) } },
      },
      b: {
        sdl: 'type Item @key(fields: "sku org { id }") { sku: ID! org: Org! size: String } type Org @shareable { id: ID! }',
        resolvers: { Item: { size: ({ sku, org }: Ref) => `${String(sku)} ${JSON.stringify(org)}` } },
      },
      c: {
        sdl: 'type Item @key(fields: "code") { code: ID! color: String }',
        resolvers: { Item: { color: ({ code }: Ref) => `color ${String(code)}` } },
      },
    });
    const answer = await ask('{ item { size color } }');
    expect(answer.dataText).toBe('{"item":{"size":"s {\\"id\\":\\"o\\"}","color":"color c"}}');
  });

  it('are asked for once, however often they stand in the answer', async () => {
    const { ask, calls } = await federate({
      a: {
        sdl: 'type Query { items: [Item!]! best: Item } type Item @key(fields: "id") { id: ID! }',
        resolvers: {
          Query: { items: () => ['1', '2', '1', '2', '1'].map((id) => ({ id })), best: () => ({ id: '2' }) },
        },
      },
      b: {
        sdl: 'type Item @key(fields: "id") { id: ID! name: String }',
        resolvers: { Item: { name: ({ id }: Ref) => `name ${String(id)}` } },
      },
    });
    const answer = await ask('{ items { name } best { name } }');
    expect(answer.data?.items).toEqual(['1', '2', '1', '2', '1'].map((id) => ({ name: `name ${id}` })));
    expect(answer.data?.best).toEqual({ name: 'name 2' });
    expect(calls.map(({ subgraph }) => subgraph)).toEqual(['a', 'b']);
    expect(calls[1]?.variables.representations).toHaveLength(2);
  });

  it('that stand within themselves, with fewer fields, are one object and end where the selection ends', async () => {
    const person = { id: '1', friend: { id: '2', friend: { id: '1', friend: { id: '2' } } } };
    const { ask, calls } = await federate({
      a: {
        sdl: 'type Query { person: Person } type Person @key(fields: "id") { id: ID! friend: Person }',
        resolvers: { Query: { person: () => person } },
      },
      b: {
        sdl: 'type Person @key(fields: "id") { id: ID! name: String }',
        resolvers: { Person: { name: ({ id }: Ref) => `name ${String(id)}` } },
      },
    });
    const answer = await ask('{ person { name friend { name friend { name friend { name } } } } }');
    const second = { name: 'name 2' };
    expect(answer.data).toEqual({
      person: { name: 'name 1', friend: { ...second, friend: { name: 'name 1', friend: second } } },
    });
    expect(calls[1]?.variables.representations).toHaveLength(2);
  });

  it('that are null at their subgraph leave null, up to the nearest nullable field', async () => {
    const { ask } = await federate({
      a: {
        sdl: 'type Query { item: Item list: [Item] } type Item @key(fields: "id") { id: ID! }',
        resolvers: {
          Query: { item: () => ({ id: 'gone' }), list: () => [{ id: 'here' }, null, { id: 'gone' }] },
        },
      },
      b: {
        sdl: 'type Item @key(fields: "id") { id: ID! name: String! }',
        resolvers: {
          Item: { __resolveReference: ({ id }: Ref) => (id === 'gone' ? null : { id, name: 'there' }) },
        },
      },
    });
    const answer = await ask('{ item { id name } list { name } }');
    expect(answer.data).toEqual({ item: null, list: [{ name: 'there' }, null, null] });
    expect(answer.errors?.map(({ path }) => path)).toEqual([
      ['item', 'name'],
      ['list', 2, 'name'],
    ]);
  });

  it('of several kinds in one request may be absent without harm', async () => {
    const { ask, calls } = await federate({
      a: {
        sdl: 'type Query { x: X y: Y } type X @key(fields: "id") { id: ID! } type Y @key(fields: "id") { id: ID! }',
        resolvers: { Query: { x: () => null, y: () => ({ id: '1' }) } },
      },
      b: {
        sdl: 'type X @key(fields: "id") { id: ID! name: String } type Y @key(fields: "id") { id: ID! name: String }',
        resolvers: { Y: { name: () => 'y' } },
      },
    });
    expect((await ask('{ x { name } y { name } }')).data).toEqual({ x: null, y: { name: 'y' } });
    expect(calls).toHaveLength(2);
  });

  it('behind an interface object are known by their interface there, and by their type to the client', async () => {
    const { ask } = await federate({
      a: {
        sdl: `type Query { media: [Media!] } interface Media @key(fields: "id") { id: ID! title: String }
          type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int }
          type Film implements Media @key(fields: "id") { id: ID! title: String }`,
        resolvers: {
          Query: {
            media: () => [
              { __typename: 'Book', id: 'b', title: 'B', pages: 3 },
              { __typename: 'Film', id: 'f', title: 'F' },
            ],
          },
          Media: {
            __resolveReference: ({ id }: Ref) => ({ __typename: id === 'b' ? 'Book' : 'Film', id, pages: 3 }),
          },
        },
      },
      b: {
        sdl: 'type Query { top: Media } type Media @key(fields: "id") @interfaceObject { id: ID! rating: Int }',
        resolvers: {
          Query: { top: () => ({ id: 'b' }) },
          Media: { rating: ({ id }: Ref) => (id === 'b' ? 5 : 4) },
        },
      },
    });
    const answer = await ask(
      '{ media { __typename rating } top { __typename rating ... on Book { pages } } }',
    );
    expect(answer.data).toEqual({
      media: [
        { __typename: 'Book', rating: 5 },
        { __typename: 'Film', rating: 4 },
      ],
      top: { __typename: 'Book', rating: 5, pages: 3 },
    });
  });

  it('whose field another subgraph provides are not asked for a second time', async () => {
    const { ask, calls } = await federate({
      a: {
        sdl: 'type Query { order: Order } type Order { buyer: User @provides(fields: "name") } type User @key(fields: "id") { id: ID! name: String @external }',
        resolvers: { Query: { order: () => ({ buyer: { id: '1', name: 'provided' } }) } },
      },
      b: { sdl: 'type User @key(fields: "id") { id: ID! name: String @shareable }' },
    });
    expect((await ask('{ order { buyer { name } } }')).data).toEqual({
      order: { buyer: { name: 'provided' } },
    });
    expect(calls).toHaveLength(1);
  });
});

describe('required fields', () => {
  const prices = {
    a: {
      sdl: `enum Currency { USD GBP } type Query { item: Item }
        type Item @key(fields: "id") { id: ID! price(currency: Currency!): Int parts: [Part!] } type Part { weight: Int }`,
      resolvers: {
        Query: { item: () => ({ id: '1' }) },
        Item: {
          __resolveReference: (reference: Ref) => reference,
          price: (_: unknown, { currency }: Ref) => (currency === 'USD' ? 100 : 80),
          parts: () => [{ weight: 1 }, { weight: null }],
        },
      },
    },
    b: {
      sdl: `enum Currency { USD GBP } type Item @key(fields: "id") {
        id: ID! price(currency: Currency!): Int @external parts: [Part!] @external
        duty: String @requires(fields: "price(currency: USD)") load: String @requires(fields: "parts { weight }")
      } type Part { weight: Int @external }`,
      resolvers: {
        Item: {
          duty: ({ price }: Ref) => `duty on ${String(price)}`,
          load: ({ parts }: Ref) => JSON.stringify(parts),
        },
      },
    },
  };

  it('keep their own arguments, whatever the client asks for beside them', async () => {
    const { ask } = await federate(prices);
    const answer = await ask(
      '{ item { price(currency: GBP) usd: price(currency: USD) id: price(currency: GBP) duty } }',
    );
    expect(answer.data).toEqual({ item: { price: 80, usd: 100, id: 80, duty: 'duty on 100' } });
  });

  it('may be lists of objects with nulls in them', async () => {
    const { ask } = await federate(prices);
    expect((await ask('{ item { load } }')).data).toEqual({
      item: { load: '[{"weight":1},{"weight":null}]' },
    });
  });
});
