import { describe, expect, it } from '@jest/globals';
import { federate, type Subgraph } from './federation.ts';

interface Ref {
  readonly [field: string]: unknown;
}

const items: Ref[] = [
  { __typename: 'Book', id: 'b' },
  { __typename: 'Film', id: 'f' },
];

const catalogue: Subgraph = {
  sdl: `interface Media @key(fields: "id") { id: ID! }
    type Book implements Media @key(fields: "id") { id: ID! }
    type Film implements Media @key(fields: "id") { id: ID! }
    type Query { media: [Media] }`,
  resolvers: {
    Query: { media: () => items },
    Media: { __resolveReference: ({ id }: Ref) => items.find((item) => item['id'] === id) },
  },
};

// It knows no types: what can't be told of films fails.
const reviews: Subgraph = {
  sdl: `type Media @key(fields: "id") @interfaceObject { id: ID! rating: Int! remark: String best: Review }
    type Review { stars: Int! text: String }
    type Query { reviewed: [Media] }`,
  resolvers: {
    Query: { reviewed: () => items.map(({ id }) => ({ id })) },
    Media: {
      rating: ({ id }: Ref) => (id === 'b' ? 5 : null),
      remark: ({ id }: Ref) => `remark ${String(id)}`,
      best: ({ id }: Ref) => ({ stars: id === 'b' ? 5 : null, text: `text ${String(id)}` }),
    },
  },
};

const scores: Subgraph = {
  sdl: `type Media @key(fields: "id") @interfaceObject { id: ID! rating: Int! @external
      score: Int! @requires(fields: "rating") }`,
  resolvers: { Media: { score: ({ rating }: { rating: number }) => rating * 2 } },
};

describe('a subgraph with an interface object', () => {
  it('is asked for each type for what is wanted of that type, so that nothing else can fail', async () => {
    const { ask, calls } = await federate({ catalogue, reviews });
    for (const root of ['media', 'reviewed']) {
      const { data, errors } = await ask(`{ media: ${root} { ... on Book { rating } remark } }`);
      expect(errors).toBeUndefined();
      expect(data).toEqual({ media: [{ rating: 5, remark: 'remark b' }, { remark: 'remark f' }] });
    }
    const asked = calls.filter(({ subgraph, query }) => subgraph === 'reviews' && query.includes('rating'));
    expect(asked).toHaveLength(2);
  });

  it('is asked below a field, too, for what is wanted there', async () => {
    const { ask } = await federate({ catalogue, reviews });
    const { data, errors } = await ask(
      '{ media { ... on Book { best { stars } } ... on Film { best { text } } } }',
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({ media: [{ best: { stars: 5 } }, { best: { text: 'text f' } }] });
  });

  it('is asked for what another one requires for some types only of these', async () => {
    const { ask } = await federate({ catalogue, reviews, scores });
    const { data, errors } = await ask('{ media { ... on Book { score } remark } }');
    expect(errors).toBeUndefined();
    expect(data).toEqual({ media: [{ score: 10, remark: 'remark b' }, { remark: 'remark f' }] });
  });

  it('is asked for what it requires itself once types are known of which it is wanted', async () => {
    const ranks: Subgraph = {
      sdl: `type Media @key(fields: "id") @interfaceObject { id: ID! rating: Int! @external
          rank: String @requires(fields: "rating") } type Query { ranked: [Media] }`,
      resolvers: {
        Query: { ranked: () => items.map(({ id }) => ({ id })) },
        Media: { rank: ({ rating }: { rating: number }) => `rank ${String(rating)}` },
      },
    };
    const { ask } = await federate({ catalogue, reviews, ranks });
    const { data, errors } = await ask('{ ranked { ... on Book { rank } } }');
    expect(errors).toBeUndefined();
    expect(data).toEqual({ ranked: [{ rank: 'rank 5' }, {}] });
  });

  it('is sent for each type what is required by what is wanted of that type', async () => {
    const titles: Subgraph = {
      sdl: `interface Media @key(fields: "id") { id: ID! title: String! }
        type Book implements Media @key(fields: "id") { id: ID! title: String! }
        type Film implements Media @key(fields: "id") { id: ID! title: String! }
        type Query { media: [Media] }`,
      resolvers: {
        Query: { media: () => items },
        Book: { title: () => 'a book' },
        // Whoever asked for it without need would fail with it.
        Film: { title: () => null },
      },
    };
    const shelves: Subgraph = {
      sdl: `type Media @key(fields: "id") @interfaceObject {
        id: ID! title: String! @external label: String! @requires(fields: "title") remark: String }`,
      resolvers: {
        Media: {
          label: ({ title }: Ref) => `label of ${String(title)}`,
          remark: ({ id }: Ref) => `remark ${String(id)}`,
        },
      },
    };
    const { ask } = await federate({ titles, shelves });
    const { data, errors } = await ask('{ media { ... on Book { label } remark } }');
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      media: [{ label: 'label of a book', remark: 'remark b' }, { remark: 'remark f' }],
    });
  });

  it('is not asked for entities of a type by no key', async () => {
    const titles: Subgraph = {
      sdl: `interface Media @key(fields: "id") { id: ID! title: String }
        type Book implements Media @key(fields: "id") { id: ID! title: String }
        type Film implements Media @key(fields: "id") { id: ID! title: String }`,
      resolvers: {
        Media: { __resolveReference: ({ id }: Ref) => items.find((item) => item['id'] === id) },
        Book: { title: () => 'a book' },
        Film: { title: () => 'a film' },
      },
    };
    const shelves: Subgraph = {
      sdl: `type Media @key(fields: "id") @interfaceObject {
          id: ID! title: String @external label: String @requires(fields: "title") }
        type Query { shelved: [Media] }`,
      resolvers: {
        Query: { shelved: () => items.map(({ id }) => ({ id })) },
        Media: { label: ({ title }: Ref) => `label of ${String(title)}` },
      },
    };
    const { ask, calls } = await federate({ titles, shelves });
    const { data, errors } = await ask('{ shelved { key: id ... on Book { label } ... on Book { id } } }');
    expect(errors).toBeUndefined();
    expect(data).toEqual({ shelved: [{ key: 'b', label: 'label of a book', id: 'b' }, { key: 'f' }] });
    const representations = calls.flatMap(({ variables }) => Object.values(variables).flat() as Ref[]);
    expect(representations.filter(({ id }) => id === undefined)).toEqual([]);
  });

  it('is asked once where all types want the same', async () => {
    const { ask, calls } = await federate({ catalogue, reviews });
    await ask('{ media { ... on Book { remark } ... on Film { remark } } }');
    const [asked, ...others] = calls.filter(({ subgraph }) => subgraph === 'reviews');
    expect(others).toEqual([]);
    expect(asked?.query.match(/_entities/g)).toHaveLength(1);
  });

  it('needs no type where fragments that exclude each other ask for nothing', async () => {
    const { ask } = await federate({ catalogue, reviews });
    const { data, errors } = await ask(
      '{ reviewed { ... on Book { ... on Media { ... on Film { id } } } } }',
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({ reviewed: [{}, {}] });
  });
});
