import { describe, expect, it } from '@jest/globals';
import { federate } from './federation.ts';

interface Ref {
  readonly [field: string]: unknown;
}

describe('a plan', () => {
  it('comes back to a subgraph by a key that the subgraph can be asked by', async () => {
    const { ask } = await federate({
      shop: {
        sdl: `type Query { order: Order } type Order { lines: [Line!]! }
          type Line @key(fields: "slot { row }", resolvable: false) @key(fields: "id slot { column }") @key(fields: "id", resolvable: false) {
            id: ID! slot: Slot! price: Int @external total: Int! @requires(fields: "price")
          } type Slot { row: Int! column: Int! }`,
        resolvers: {
          Query: { order: () => ({ lines: [{ id: '1', slot: { row: 1, column: 2 } }] }) },
          Line: {
            __resolveReference: ({ id, slot, price }: Ref & { slot?: Ref }) =>
              id === '1' && slot?.column === 2 ? { id, slot, price } : null,
            total: ({ price }: { price: number }) => price * 2,
          },
        },
      },
      prices: {
        sdl: 'type Line @key(fields: "id") { id: ID! price: Int }',
        resolvers: { Line: { price: () => 21 } },
      },
    });
    const answer = await ask('{ order { lines { total } } }');
    expect(answer.dataText).toBe('{"order":{"lines":[{"total":42}]}}');
  });

  it('comes where the planner goes in circles without the keys that a subgraph can not be asked by', async () => {
    const interfaceOfKey = 'interface Node { id: ID! }';
    const { ask } = await federate({
      access: {
        sdl: `interface Node @key(fields: "id") { id: ID! }
          type Item @key(fields: "id region") { id: ID! code: ID! @shareable region: ID! }
          type Person implements Node @key(fields: "id") { id: ID! code: ID! @shareable }`,
        resolvers: {
          Item: { code: ({ id }: Ref) => `code ${String(id)}` },
          Person: { code: ({ id }: Ref) => `code ${String(id)}` },
          Node: { __resolveReference: ({ id }: Ref) => ({ __typename: 'Person', id }) },
        },
      },
      billing: {
        sdl: `interface Node { label: String } type Org { id: ID! } type Money { currency: String }
          type Item @key(fields: "org { id }") { region: ID! @shareable org: Org! paid: Boolean price: String }
          type Person implements Node @key(fields: "org { id }") { org: Org! age: Int @external parent: Person! @external
            debts: [Money] @requires(fields: "parent { age }") label: String }`,
        resolvers: { Item: { region: () => 'eu', paid: () => true } },
      },
      delivery: {
        sdl: `${interfaceOfKey}
          type Item @key(fields: "id", resolvable: false) @key(fields: "code") {
            id: ID! code: ID! parts: [Item!] @external paid: Boolean @external
            receivers: [Node!]! @requires(fields: "parts { paid }") }
          type Person implements Node @key(fields: "code") { id: ID! @shareable code: ID! age: Int items: [Item!]! @shareable }`,
        resolvers: {
          Item: {
            receivers: ({ parts }: { parts: readonly { paid: boolean }[] }) =>
              parts.map(({ paid }, index) => ({ __typename: 'Person', id: `${index} ${paid}` })),
          },
          Person: { items: () => [{ id: '7', code: 'code 7' }] },
        },
      },
      explorer: {
        sdl: 'type Node @interfaceObject @key(fields: "id") { id: ID! } type Query { first: [Node] }',
        resolvers: { Query: { first: () => [{ id: '1' }] } },
      },
      goods: {
        sdl: `${interfaceOfKey} type Org { id: ID! }
          type Item @key(fields: "id") { id: ID! org: Org! @shareable parts: [Item!]
            price: String @external box: Node @requires(fields: "price") }
          type Person implements Node @key(fields: "org { id }") @key(fields: "id") {
            id: ID! org: Org! items: [Item!]! @shareable parent: Person! }`,
        resolvers: {
          Item: { org: () => ({ id: '3' }), parts: () => [{ id: '8' }, { id: '9' }] },
          Person: { items: () => [{ id: '7' }] },
        },
      },
    });
    const answer = await ask(
      '{ first { ... on Person { items { receivers { id ... on Person { id } } } } } }',
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.dataText).toBe('{"first":[{"items":[{"receivers":[{"id":"0 true"},{"id":"1 true"}]}]}]}');
  });

  it('that lacks a root field which no subgraph can answer is refused, not answered with null', async () => {
    const { ask, calls } = await federate({
      a: {
        sdl: 'interface Node @key(fields: "id") { id: ID! } type Query { lost: Node found: Int }',
        resolvers: { Query: { lost: () => ({ id: '1' }), found: () => 1 } },
      },
      b: {
        sdl: 'type Node @key(fields: "id", resolvable: false) @interfaceObject { id: ID! field: String }',
      },
    });
    for (const text of ['{ lost { field } }', '{ found lost { field } }']) {
      const answer = await ask(text);
      expect(answer.dataText).toBeUndefined();
      expect(answer.errors?.map(({ message }) => message)).toEqual(['No subgraph can answer lost.']);
    }
    expect(calls).toEqual([]);
  });
});
