import { describe, expect, it } from '@jest/globals';
import { buildSchema, getOperationAST, parse } from 'graphql';
import { compileNodeEstimate } from './estimate-nodes.ts';

const schema = buildSchema(`
  type Query { items(first: Int, last: Int): [Item] item: Item }
  type Item { id: ID! tags: [String] items(first: Int): [Item] }`);

function estimate(text: string, variables: Readonly<Record<string, unknown>> = {}): number {
  const document = parse(text);
  return compileNodeEstimate(schema, document, getOperationAST(document)!)(variables);
}

describe('the nodes that an operation may load', () => {
  it.each([
    ['{ item { id tags } }', 0],
    ['{ items { id } }', 20],
    ['{ items(first: 3) { items(first: 5) { id } } a: item { items(first: 7) { id } } }', 3 * 6 + 7],
    ['{ items(first: 3, last: 8) { id } }', 8],
    ['{ items(first: -3) { id } }', 0],
    ['{ ...Q ...Q } fragment Q on Query { items(first: 2) { ... on Item { items(first: 4) { id } } } }', 20],
  ])('%s: %d', (text, nodes) => {
    expect(estimate(text)).toBe(nodes);
  });

  it('follow the variables of each request', () => {
    const text = `query ($outer: Int = 3, $inner: Int) {
      items(first: $outer) { ...I } item { ...I } } fragment I on Item { items(first: $inner) { id } }`;
    expect(estimate(text)).toBe(3 * 21 + 20);
    expect(estimate(text, { outer: 10, inner: 2 })).toBe(10 * 3 + 2);
    expect(estimate(text, { outer: null, inner: 'many' })).toBe(3 * 21 + 20);
    expect(estimate(text, { outer: -1, inner: 2 })).toBe(2);
  });

  it('are counted in no time where a short text stands for very many', () => {
    const fragments = Array.from(
      { length: 30 },
      (_, at) =>
        `fragment F${at} on Item { a: items(first: $n) { ...F${at + 1} } ...F${at + 1} ...F${at + 1} }`,
    );
    const text = `query ($n: Int) { item { ...F0 } } ${fragments.join(' ')} fragment F30 on Item { id }`;
    expect(estimate(text, { n: 1 })).toBe((3 ** 30 - 1) / 2);
  });
});
