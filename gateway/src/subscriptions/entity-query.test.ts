import { describe, expect, it } from '@jest/globals';
import { buildSchema, getOperationAST, parse, print, validate } from 'graphql';
import { subscriptionRoot, toEntityQuery } from './entity-query.ts';
import { createOverlay } from './overlay.ts';

const schema = buildSchema(`
  interface Node { id: ID! }
  type Order implements Node { id: ID! status: String! version: Int! items(first: Int): [String!]! }
  type Query { order(id: ID!): Order node(id: ID!): Node }
  type Subscription { orderStatusChanged(orderId: ID!): Order! }
`);

const rewrite = (text: string, root: 'order' | 'node', overlayOf?: () => Record<string, unknown>) => {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  const operation = getOperationAST(document)!;
  const query = toEntityQuery(document, operation, subscriptionRoot(document, operation), {
    entity: { type: 'Order', root },
    overlayOf,
  });
  expect(validate(schema, parse(query.text))).toEqual([]);
  return { text: print(parse(query.text)), variablesFor: query.variablesFor };
};

describe('the query that resolves an event', () => {
  it('selects the same under the same key, with what is used only', () => {
    const { text, variablesFor } = rewrite(
      `subscription S($id: ID!, $n: Int) { ...Root }
       fragment Root on Subscription { changed: orderStatusChanged(orderId: $id) { ...State } }
       fragment State on Order { state: status items(first: $n) }`,
      'order',
      () => ({}),
    );
    expect(text).toBe(
      print(
        parse(`query S($entityId_: ID!, $n: Int) {
          changed: order(id: $entityId_) { ...State liveVersion_: version } }
          fragment State on Order { state: status items(first: $n) }`),
      ),
    );
    expect(variablesFor({ id: 'a', n: 2 }, 'ord_1')).toEqual({ n: 2, entityId_: 'ord_1' });
  });

  it('asks the node field where an entity has none of its own', () => {
    const { text } = rewrite('subscription { orderStatusChanged(orderId: "a") { id } }', 'node');
    expect(text).toBe(
      print(
        parse('query ($entityId_: ID!) { orderStatusChanged: node(id: $entityId_) { ... on Order { id } } }'),
      ),
    );
  });

  it('takes no variable name of the client', () => {
    const { variablesFor } = rewrite(
      'subscription ($entityId_: Int, $id: ID!) { orderStatusChanged(orderId: $id) { items(first: $entityId_) } }',
      'order',
    );
    expect(variablesFor({ entityId_: 3, id: 'a' }, 'ord_1')).toEqual({ entityId_: 3, entityId__: 'ord_1' });
  });
});

describe('the overlay', () => {
  it('takes the fields of the event under every key of the client, and adds none', () => {
    const document = parse(`subscription { a(id: 1) { status again: status ...F version: id } }
      fragment F on Order { v: version }`);
    const operation = getOperationAST(document)!;
    const overlay = createOverlay(document, subscriptionRoot(document, operation).selections);
    const resolved = { status: 'NEW', again: 'NEW', v: 9, version: 'ord_1' };
    expect(overlay(resolved, { status: 'OLD', version: 3, paymentStatus: 'NONE' })).toEqual({
      ...{ status: 'OLD', again: 'OLD', v: 3, version: 'ord_1' },
    });
  });
});
