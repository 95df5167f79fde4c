import { describe, expect, it } from '@jest/globals';
import { federate } from './federation.ts';

describe('an object of a type of which nothing is wanted', () => {
  it('is empty, and not null, also where only another subgraph has the field', async () => {
    const { ask } = await federate({
      shelf: {
        sdl: `
          type Query { one: Product }
          interface Product { id: ID! }
          type Book implements Product @key(fields: "id") { id: ID! }
          type Chair implements Product @key(fields: "id") { id: ID! }`,
        resolvers: { Query: { one: () => ({ __typename: 'Chair', id: '1' }) } },
      },
      details: {
        sdl: `
          interface Product { details: Details! }
          interface Details { weight: Int }
          type Book implements Product @key(fields: "id") { id: ID! details: BookDetails! }
          type Chair implements Product @key(fields: "id") { id: ID! details: ChairDetails! }
          type BookDetails implements Details { weight: Int country: String }
          type ChairDetails implements Details { weight: Int }`,
        resolvers: {
          Book: { __resolveReference: () => ({ details: { country: 'FR' } }) },
          Chair: { __resolveReference: () => ({ details: { weight: 9 } }) },
        },
      },
    });
    const { data, errors } = await ask('{ one { details { ... on BookDetails { country } } } }');
    expect(errors).toBeUndefined();
    expect(data).toEqual({ one: { details: {} } });
  });

  it('is told by its type where its subgraph knows one type of several', async () => {
    const { ask } = await federate({
      a: {
        sdl: `type Query { n: N @shareable } interface N { id: ID }
          type T1 implements N { id: ID } type T2 implements N @shareable { id: ID }`,
        resolvers: { Query: { n: () => ({ __typename: 'T2', id: '1' }) } },
      },
      b: {
        sdl: 'type Query { n: T2 @shareable } type T2 @shareable { id: ID more: Int }',
        resolvers: { Query: { n: () => ({ id: '1', more: 97 }) } },
      },
    });
    const { data, errors } = await ask('{ n { ... on T2 { more } } }');
    expect(errors).toBeUndefined();
    expect(data).toEqual({ n: { more: 97 } });
  });
});
