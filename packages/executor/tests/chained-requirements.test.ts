import { describe, expect, it } from '@jest/globals';
import { federate, type Federation } from './federation.ts';

interface Known {
  readonly weight?: { readonly grams?: number };
  readonly freight?: number;
  readonly total?: number;
}

/** The total requires the freight, which is computed where parcels come from, from a weight that others know. */
function post(): Promise<Federation> {
  return federate({
    desk: {
      sdl: `type Query { parcels: [Parcel!]! any: Sent } interface Sent { freight: Int }
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
      sdl: `type Parcel @key(fields: "office { code } number") { number: ID! office: Office! weight: Weight }
        type Office @shareable { code: ID! } type Weight { grams: Int }`,
      resolvers: { Parcel: { weight: ({ number }: { number: string }) => ({ grams: Number(number) }) } },
    },
    till: {
      sdl: `type Parcel @key(fields: "office { code } number") {
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
});
