import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { federate, type Subgraph } from './federation.ts';

const shop: Subgraph = {
  sdl: `type Query {
      item(id: ID, filter: Filter): Item items(first: Int, last: Int): [Item!] @listSize(slicingArguments: ["first", "last"], assumedSize: 5)
      page(first: Int = 3): Page @listSize(slicingArguments: ["first"], sizedFields: ["items"])
      best: [Item] @listSize(assumedSize: 4) others: [Item] search: [Any] }
    type Mutation { rename(name: String @cost(weight: 7)): Item }
    type Page { items: [Item!]! count: Int }
    type Item { id: ID! name: String slow: String @cost(weight: 5) heavy: Heavy level: Level maker: Item }
    type Heavy @cost(weight: 8) { id: ID! }
    enum Level @cost(weight: 2) { LOW }
    union Any = Item | Heavy
    input Filter { text: String deep: Filter limit: Int @cost(weight: 3) }`,
};

const cases: readonly (readonly [string, number, Record<string, unknown>?])[] = [
  ['{ item { id name } }', 1],
  ['{ item { maker { maker { id } } } }', 3],
  ['{ item { slow heavy { id } level } }', 1 + 5 + 8 + 2],
  ['{ items(first: 10) { maker { id } } }', 10 * 2],
  ['query ($n: Int = 6) { items(last: $n) { id } }', 6],
  ['query ($n: Int = 6) { items(last: $n) { id } }', 9, { n: 9 }],
  ['{ best { id } }', 4],
  ['{ others { id } }', 2],
  ['{ page(first: 7) { count items { id } } }', 1 + 7],
  ['{ page { items { heavy { id } } } }', 1 + 3 * 9],
  ['{ item(filter: { text: "x", limit: 1, deep: { text: "y" } }) { id } }', 1 + 1 + 3 + 1],
  ['query ($f: Filter) { item(filter: $f) { id } }', 1 + 4, { f: { limit: 2 } }],
  ['mutation { rename(name: "x") { id } }', 10 + 7 + 1],
  ['query ($no: Boolean!) { item { id } best @skip(if: $no) { id } }', 1, { no: true }],
  ['{ best { ...F } item { ...F } } fragment F on Item { slow }', 4 * 6 + 6],
];

describe('the expected cost', () => {
  it.each(cases)('of %s is %d', async (text, cost, variables = {}) => {
    const { executor } = await federate({ shop }, { listSizeDefault: 2 });
    expect(executor.cost.expected({ document: parse(text), variables })).toBe(cost);
  });

  it('is refused where a list is not given the one size that it demands', async () => {
    const { executor } = await federate({ shop });
    for (const text of ['{ items { id } }', '{ items(first: 1, last: 1) { id } }']) {
      expect(() => executor.cost.expected({ document: parse(text) })).toThrow('exactly one of first, last');
    }
  });

  it('of a text that stands for a billion fields is found at once', async () => {
    const { executor } = await federate({ shop });
    const fragments = Array.from({ length: 30 }, (_, n) => {
      return `fragment F${n} on Item { a${n}: maker { ...F${n + 1} } b${n}: maker { ...F${n + 1} } }`;
    });
    const text = `{ item { ...F0 } } ${fragments.join(' ')} fragment F30 on Item { id }`;
    expect(executor.cost.expected({ document: parse(text) })).toBe(2 ** 31 - 1);
  });
});

describe('the actual cost', () => {
  it('counts what the answer holds', async () => {
    const { executor } = await federate({ shop });
    const text = `{ items(first: 100) { id slow ...F } search { ... on Item { slow } ... on Heavy { id } } }
      fragment F on Item { heavy { id } }`;
    const data = {
      items: [
        { id: '1', slow: 's', heavy: { id: 'h' } },
        { id: '2', slow: null, heavy: null },
      ],
      search: [{ slow: 's' }, { id: 'h' }, null],
    };
    const itemsCost = 1 + 5 + 8 + 1;
    expect(executor.cost.actual({ document: parse(text) }, data)).toBe(itemsCost + (1 + 5) + 1);
  });
});
