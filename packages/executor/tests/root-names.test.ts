import { afterEach, describe, expect, it } from '@jest/globals';
import { printSchema } from 'graphql';
import { federate, type Federation } from './federation.ts';

// Apollo's composition gives the root types of all supergraphs the usual names.
const renamed = (sdl: string): string =>
  sdl
    .replaceAll(/\b(type|query:) Query\b/g, '$1 Start')
    .replaceAll(/\b(type|mutation:) Mutation\b/g, '$1 Changes')
    .replaceAll('start: Query', 'start: Start');

let federation: Federation | undefined;

afterEach(async () => {
  await federation?.executor.close();
  federation = undefined;
});

async function shop(editSupergraph: (sdl: string) => string): Promise<Federation> {
  federation = await federate(
    {
      books: {
        sdl: `
          type Query { book: Book }
          type Mutation { bookAdd: Book start: Query }
          type Book @key(fields: "id") { id: ID! title: String }`,
        resolvers: {
          Query: { book: () => ({ id: '1', title: 'Emma' }) },
          Mutation: { bookAdd: () => ({ id: '2', title: 'Persuasion' }), start: () => ({}) },
        },
      },
      prices: {
        sdl: 'type Book @key(fields: "id") { id: ID! price: Int }',
        resolvers: {
          Book: { __resolveReference: ({ id }: { id: string }) => ({ id, price: Number(id) * 5 }) },
        },
      },
    },
    { editSupergraph },
  );
  return federation;
}

describe('a supergraph whose root types have names of their own', () => {
  it('shows them, and is planned as one with the usual names', async () => {
    const { ask, executor, calls } = await shop(renamed);
    expect(printSchema(executor.schema)).toMatch(/^schema \{\s+query: Start\s+mutation: Changes\s+\}/);
    const query = await ask('{ __typename ...F } fragment F on Start { book { title price } }');
    expect(query.dataText).toBe('{"__typename":"Start","book":{"title":"Emma","price":5}}');
    expect(calls.map(({ subgraph }) => subgraph)).toEqual(['books', 'prices']);
  });

  it('answers mutations, and what leads back to a root', async () => {
    const { ask } = await shop(renamed);
    const answer = await ask(
      'mutation { __typename bookAdd { price } start { __typename ... on Start { book { title price } } } }',
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.dataText).toBe(
      '{"__typename":"Changes","bookAdd":{"price":10},"start":{"__typename":"Start","book":{"title":"Emma","price":5}}}',
    );
  });

  it('names them in the types of fields as well, as its directives write them', async () => {
    const named = (sdl: string): string =>
      renamed(sdl)
        .replace('start: Start', '$& @join__field(graph: BOOKS, type: "Start!")')
        .replace(
          'type Start',
          'union Any @join__type(graph: BOOKS) @join__unionMember(graph: BOOKS, member: "Start") = Start $&',
        )
        .replace('bookAdd:', 'any: Any @join__field(graph: BOOKS) $&');
    const { ask } = await shop(named);
    const { data, errors } = await ask('mutation { start { book { title price } } }');
    expect(errors).toBeUndefined();
    expect(data).toEqual({ start: { book: { title: 'Emma', price: 5 } } });
  });

  it('keeps what its schema says of itself', async () => {
    const { ask } = await shop((sdl) => renamed(sdl).replace('schema', '"All that is sold" schema'));
    expect((await ask('{ __schema { description } }')).data).toEqual({
      __schema: { description: 'All that is sold' },
    });
  });

  it('is refused where a usual name is that of another type', async () => {
    const other = (sdl: string): string =>
      `${sdl.replace('query: Query', 'query: Other')} type Other @join__type(graph: BOOKS) { other: Int }`;
    await expect(shop(other)).rejects.toThrow('its root type is Other, and Query is another type.');
  });
});
