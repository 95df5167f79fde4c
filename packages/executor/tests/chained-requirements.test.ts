import { describe, expect, it } from '@jest/globals';
import { federate, type Federation } from './federation.ts';

interface Known {
  readonly weight?: { readonly grams?: number };
  readonly freight?: number;
  readonly total?: number;
  readonly toll?: number;
}

/** What a parcel is known by, or computed from. */
interface Post {
  readonly grams?: number;
  readonly boxes?: readonly {
    readonly size: number;
    readonly depth: number;
    readonly lid: { readonly color: string };
  }[];
  readonly freight?: { readonly cost: { readonly amount: number } };
  readonly thing?: { readonly grams: number };
  readonly heavy?: { readonly grams: number };
}

interface Coded {
  readonly code: string;
}

interface Identified {
  readonly id: string;
}

// A root field that all have, of a type which has nothing to do with the rest.
const shared = 'extend type Query { newest: Box @shareable } type Box @key(fields: "id") { id: ID! }';

/** The total requires the freight, which is computed where parcels come from, from a weight that others know. */
function post(): Promise<Federation> {
  return federate({
    desk: {
      sdl: `${shared} type Query { parcels: [Parcel!]! any: Sent } interface Sent { freight: Int }
        type Parcel implements Sent @key(fields: "office { code } number") {
          number: ID! office: Office! weight: Weight @external total: Int @external
          freight: Int @requires(fields: "weight { grams }") label: String @requires(fields: "total")
        } type Office @shareable { code: ID! } type Weight { grams: Int @external }`,
      resolvers: {
        Query: {
          parcels: () => ['1', '2'].map((number) => ({ number, office: { code: 'x' } })),
          any: () => ({ __typename: 'Parcel', number: '1', office: { code: 'x' } }),
        },
        Parcel: {
          freight: ({ weight }: Known) => 10 * weight!.grams!,
          label: ({ total }: Known) => `pay ${total}`,
        },
      },
    },
    scales: {
      sdl: `${shared} type Parcel @key(fields: "office { code } number") { number: ID! office: Office! weight: Weight }
        type Office @shareable { code: ID! } type Weight { grams: Int }`,
      resolvers: { Parcel: { weight: ({ number }: { number: string }) => ({ grams: Number(number) }) } },
    },
    till: {
      sdl: `${shared} type Parcel @key(fields: "office { code } number") {
          number: ID! office: Office! freight: Int @external total: Int @requires(fields: "freight")
        } type Office @shareable { code: ID! }`,
      resolvers: { Parcel: { total: ({ freight }: Known) => 1 + freight! } },
    },
  });
}

describe('a field that requires one that is computed where the entity comes from', () => {
  it('is computed from what that one is computed from', async () => {
    const { ask, calls } = await post();
    const answer = await ask('{ parcels { total } }');
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({ parcels: [{ total: 11 }, { total: 21 }] });
    expect(calls.map(({ subgraph }) => subgraph)).toEqual(['desk', 'scales', 'desk', 'till']);
  });

  it('may be required itself, by the subgraph that the entity comes from', async () => {
    const { ask } = await post();
    const answer = await ask('{ parcels { label freight } any { freight ... on Parcel { total } } }');
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({
      parcels: [
        { label: 'pay 11', freight: 10 },
        { label: 'pay 21', freight: 20 },
      ],
      any: { freight: 10, total: 11 },
    });
  });

  it('may be required where it is an object, also of an entity with fields of others', async () => {
    const { ask, calls } = await federate({
      desk: {
        sdl: `type Query { parcels: [Parcel!]! }
          type Parcel @key(fields: "number") { number: ID! grams: Int @external
            boxes: [Box!] @requires(fields: "grams") freight: Freight @requires(fields: "grams") }
          type Box @key(fields: "code") { code: ID! size: Int lid: Lid } type Lid { color: String }
          type Freight { cost: Cost } type Cost { amount: Int unit: String }`,
        resolvers: {
          Query: { parcels: () => [{ number: '1' }, { number: '2' }] },
          Parcel: {
            boxes: ({ grams }: Post) => [{ code: String(grams) }],
            freight: ({ grams }: Post) => ({ cost: { amount: 10 * grams!, unit: 'EUR' } }),
          },
          Box: { size: ({ code }: Coded) => 2 * Number(code), lid: () => ({ color: 'red' }) },
        },
      },
      scales: {
        sdl: `type Parcel @key(fields: "number") { number: ID! grams: Int }
          type Box @key(fields: "code") { code: ID! depth: Int }`,
        resolvers: {
          Parcel: { grams: ({ number }: { number: string }) => Number(number) },
          Box: { depth: ({ code }: Coded) => 3 * Number(code) },
        },
      },
      till: {
        sdl: `type Parcel @key(fields: "number") { number: ID!
            boxes: [Box!] @external room: Int @requires(fields: "boxes { size depth lid { color } }")
            freight: Freight @external total: Int @requires(fields: "freight { cost { amount } }") }
          type Box @key(fields: "code") { code: ID! size: Int @external depth: Int @external lid: Lid @external }
          type Lid { color: String @external } type Freight { cost: Cost @external }
          type Cost { amount: Int @external }`,
        resolvers: {
          Parcel: {
            room: ({ boxes }: Post) =>
              boxes![0]!.lid.color === 'red' ? boxes![0]!.size * boxes![0]!.depth : 0,
            total: ({ freight }: Post) => 1 + freight!.cost.amount,
          },
        },
      },
    });
    const totals = await ask('{ parcels { total } }');
    expect(totals.errors).toBeUndefined();
    expect(totals.data).toEqual({ parcels: [{ total: 11 }, { total: 21 }] });
    expect(calls.map(({ subgraph }) => subgraph)).toEqual(['desk', 'scales', 'desk', 'till']);
    const all = await ask(
      '{ parcels { room freight { cost { unit } } boxes { size depth lid { color } } } }',
    );
    expect(all.errors).toBeUndefined();
    const parcelOf = (grams: number) => ({
      room: 6 * grams ** 2,
      freight: { cost: { unit: 'EUR' } },
      boxes: [{ size: 2 * grams, depth: 3 * grams, lid: { color: 'red' } }],
    });
    expect(all.data).toEqual({ parcels: [parcelOf(1), parcelOf(2)] });
  });

  it('may be required where it is an entity of which subgraphs know a field by types that differ', async () => {
    const { ask } = await federate({
      desk: {
        sdl: `type Query { parcels: [Parcel!]! }
          type Parcel @key(fields: "number") { number: ID! grams: Int @external box: Box @requires(fields: "grams") }
          type Box @key(fields: "code") { code: ID! size: Int! @shareable }`,
        resolvers: {
          Query: { parcels: () => [{ number: '1' }, { number: '2' }] },
          Parcel: { box: ({ grams }: Post) => ({ code: String(grams), size: 7 }) },
        },
      },
      scales: {
        sdl: `type Parcel @key(fields: "number") { number: ID! grams: Int }
          type Box @key(fields: "code") { code: ID! size: Int @shareable depth: Int }`,
        resolvers: {
          Parcel: { grams: ({ number }: { number: string }) => Number(number) },
          Box: { size: () => 7, depth: ({ code }: Coded) => 3 * Number(code) },
        },
      },
      till: {
        sdl: `type Parcel @key(fields: "number") { number: ID!
            box: Box @external room: Int @requires(fields: "box { depth }") }
          type Box @key(fields: "code") { code: ID! depth: Int @external }`,
        resolvers: { Parcel: { room: ({ box }: { box: { depth: number } }) => box.depth } },
      },
    });
    const { data, errors } = await ask('{ parcels { room box { size depth } } }');
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      parcels: [
        { room: 3, box: { size: 7, depth: 3 } },
        { room: 6, box: { size: 7, depth: 6 } },
      ],
    });
  });

  it('may be computed from what lies behind a union or an interface', async () => {
    const things = `union Thing = Cup | Pot interface Heavy { grams: Int }`;
    const heavy = (name: string, isExternal: string): string =>
      `type ${name} implements Heavy @key(fields: "id") { id: ID! grams: Int ${isExternal} }`;
    const thing = ({ id }: Identified) => ({ __typename: id === '1' ? 'Cup' : 'Pot', id: `9${id}` });
    const { ask } = await federate({
      desk: {
        sdl: `type Query { parcels: [Parcel!]! } ${things} ${heavy('Cup', '@external')} ${heavy('Pot', '@external')}
          type Parcel @key(fields: "id") { id: ID! thing: Thing @external heavy: Heavy @external
            freight: Int @requires(fields: "thing { ... on Cup { grams } ... on Pot { grams } }")
            toll: Int @requires(fields: "heavy { grams }") }`,
        resolvers: {
          Query: { parcels: () => [{ id: '1' }, { id: '2' }] },
          Parcel: {
            freight: (parcel: Post) => 10 * parcel.thing!.grams,
            toll: (parcel: Post) => 100 * parcel.heavy!.grams,
          },
        },
      },
      store: {
        sdl: `${things} ${heavy('Cup', '@external')} ${heavy('Pot', '@external')}
          type Parcel @key(fields: "id") { id: ID! thing: Thing heavy: Heavy }`,
        resolvers: { Parcel: { thing, heavy: thing } },
      },
      scales: {
        sdl: `interface Heavy { grams: Int } ${heavy('Cup', '')} ${heavy('Pot', '')}`,
        resolvers: Object.fromEntries(
          ['Cup', 'Pot'].map((name) => [name, { grams: ({ id }: Identified) => Number(id) }]),
        ),
      },
      till: {
        sdl: `type Parcel @key(fields: "id") { id: ID! freight: Int @external toll: Int @external
          total: Int @requires(fields: "freight toll") }`,
        resolvers: { Parcel: { total: ({ freight, toll }: Known) => 1 + freight! + toll! } },
      },
    });
    const answer = await ask('{ parcels { total } }');
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({ parcels: [{ total: 1 + 910 + 9100 }, { total: 1 + 920 + 9200 }] });
  });
});
