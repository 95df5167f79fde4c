import { describe, expect, it } from '@jest/globals';
import { federate, type Federation, type Subgraph } from './federation.ts';

const products = (field: string, resolve: (id: string) => unknown): Subgraph => ({
  sdl: `type Product @key(fields: "id") { id: ID! ${field}: String! common${field}: String @shareable }`,
  resolvers: {
    Product: {
      __resolveReference: (reference: object) => reference,
      [field]: ({ id }: { id: string }) => resolve(id),
      [`common${field}`]: ({ id }: { id: string }) => `${field} of all ${id}`,
    },
  },
});

const review = (kind: string, id: string) => ({ __typename: `${kind}Review`, product: { id } });

function shop(
  reviews: unknown,
  listed = '[Review]',
  c = (id: string): unknown => `c${id}`,
): Promise<Federation> {
  return federate({
    a: {
      sdl: `type Query { reviews: ${listed} } type Product @key(fields: "id") { id: ID! }
        union Review = AnonymousReview | UserReview
        type AnonymousReview { product: Product } type UserReview { product: Product }`,
      resolvers: { Query: { reviews: () => reviews } },
    },
    b: products('b', (id) => `b${id}`),
    c: products('c', c),
  });
}

function askedOf({ calls }: Federation, subgraph: string): readonly unknown[] {
  const asked = calls.filter((call) => call.subgraph === subgraph);
  return asked.map(({ variables }) =>
    Object.values(variables).map((list) => (list as { id: string }[]).map(({ id }) => id)),
  );
}

const bAndC = '{ reviews { ... on AnonymousReview { product { b } } ... on UserReview { product { c } } } }';

describe('what is wanted of an entity under some types of its parents', () => {
  it('is asked only of the entities that stand there', async () => {
    const federation = await shop([review('Anonymous', '1'), review('User', '2')]);
    const answer = await federation.ask(bAndC);
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({ reviews: [{ product: { b: 'b1' } }, { product: { c: 'c2' } }] });
    expect(askedOf(federation, 'b')).toEqual([[['1']]]);
    expect(askedOf(federation, 'c')).toEqual([[['2']]]);
  });

  it('harms nobody where it would fail elsewhere', async () => {
    const failing = (id: string): unknown => {
      if (id === '1') throw new Error('none');
      return `c${id}`;
    };
    const federation = await shop([review('Anonymous', '1'), review('User', '2')], '[Review]', failing);
    const answer = await federation.ask(bAndC);
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({ reviews: [{ product: { b: 'b1' } }, { product: { c: 'c2' } }] });
  });

  it('keeps what another field of that subgraph would have taken with it', async () => {
    const failing = (id: string): unknown => {
      if (id === '1') throw new Error('none');
      return `c${id}`;
    };
    const federation = await shop([review('Anonymous', '1'), review('User', '2')], '[Review]', failing);
    const answer = await federation.ask(
      '{ reviews { ... on AnonymousReview { product { commonc } } ... on UserReview { product { c } } } }',
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({
      reviews: [{ product: { commonc: 'c of all 1' } }, { product: { c: 'c2' } }],
    });
  });

  it('fails only there where one entity stands under both', async () => {
    const failing = (): unknown => {
      throw new Error('none');
    };
    const federation = await shop([review('Anonymous', '1'), review('User', '1')], '[Review]', failing);
    const answer = await federation.ask(bAndC);
    expect(answer.data).toEqual({ reviews: [{ product: { b: 'b1' } }, { product: null }] });
    expect(answer.errors?.map(({ path }) => path)).toEqual([['reviews', 1, 'product', 'c']]);
  });

  it('is asked for once where it is the same under all', async () => {
    const federation = await shop([
      review('Anonymous', '1'),
      review('User', '2'),
      review('User', '1'),
      review('Anonymous', '2'),
    ]);
    const answer = await federation.ask(
      '{ reviews { ... on AnonymousReview { product { b } } ... on UserReview { product { b } } } }',
    );
    expect(answer.data).toEqual({
      reviews: ['1', '2', '1', '2'].map((id) => ({ product: { b: `b${id}` } })),
    });
    expect(askedOf(federation, 'b')).toEqual([[['1', '2']]]);
  });

  it('goes in one request with what else a subgraph is asked for', async () => {
    const federation = await shop([review('Anonymous', '1'), review('User', '2')]);
    const answer = await federation.ask(
      '{ reviews { ... on AnonymousReview { product { b } } ... on UserReview { product { commonb } } } }',
    );
    expect(answer.data).toEqual({
      reviews: [{ product: { b: 'b1' } }, { product: { commonb: 'b of all 2' } }],
    });
    expect(askedOf(federation, 'b')).toEqual([[['1'], ['2']]]);
  });

  it('is found in lists of lists', async () => {
    const federation = await shop(
      [[review('Anonymous', '1'), review('User', '2')], [], null, [review('User', '3'), null]],
      '[[Review]]',
    );
    const answer = await federation.ask(bAndC);
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({
      reviews: [
        [{ product: { b: 'b1' } }, { product: { c: 'c2' } }],
        [],
        null,
        [{ product: { c: 'c3' } }, null],
      ],
    });
    expect(askedOf(federation, 'b')).toEqual([[['1']]]);
    expect(askedOf(federation, 'c')).toEqual([[['2', '3']]]);
  });

  it('is asked of two of three types of an interface', async () => {
    const own = (name: string) => `type ${name} implements Media & Played { product: Product }`;
    const one = (__typename: string, id: string) => ({ __typename, product: { id } });
    const media = [one('Song', '1'), one('Film', '2'), one('Book', '3')];
    const federation = await federate({
      a: {
        sdl: `type Query { media(at: Int!): Media } type Product @key(fields: "id") { id: ID! }
          interface Media { product: Product } interface Played { product: Product }
          ${own('Song')} ${own('Film')} type Book implements Media { product: Product }`,
        resolvers: { Query: { media: (_: unknown, { at }: { at: number }) => media[at] } },
      },
      b: products('b', (id) => `b${id}`),
      c: products('c', (id) => `c${id}`),
    });
    const wanted = '{ ... on Played { product { b } } ... on Book { product { c } } }';
    const answer = await federation.ask(
      `{ song: media(at: 0) ${wanted} film: media(at: 1) ${wanted} book: media(at: 2) ${wanted} }`,
    );
    expect(answer.data).toEqual({
      song: { product: { b: 'b1' } },
      film: { product: { b: 'b2' } },
      book: { product: { c: 'c3' } },
    });
    expect(askedOf(federation, 'b')).toEqual([[['1', '2']]]);
    expect(askedOf(federation, 'c')).toEqual([[['3']]]);
  });
});
