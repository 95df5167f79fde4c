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
