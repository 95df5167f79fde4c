import { describe, expect, it } from '@jest/globals';
import { federate } from './federation.ts';

interface Known {
  readonly weight?: number;
  readonly freight?: number;
  readonly box?: { readonly code: string; readonly size: number };
  readonly label?: string;
}

describe('what a subgraph knows as external only', () => {
  it('is not asked of it for what it computes from it', async () => {
    const { ask, calls } = await federate({
      desk: {
        sdl: `type Query { parcel: Parcel }
          type Parcel @key(fields: "id") { id: ID! weight: Int @external freight: Int @requires(fields: "weight") }`,
        resolvers: {
          Query: { parcel: () => ({ id: '1' }) },
          Parcel: { freight: ({ weight }: Known) => 10 * weight! },
        },
      },
      scales: {
        sdl: `type Parcel @key(fields: "id") { id: ID! weight: Int
          freight: Int @external total: Int @requires(fields: "freight") }`,
        resolvers: { Parcel: { weight: () => 7, total: ({ freight }: Known) => 1 + freight! } },
      },
    });
    expect((await ask('{ parcel { total } }')).data).toEqual({ parcel: { total: 71 } });
    expect(calls.map(({ subgraph }) => subgraph)).toEqual(['desk', 'scales', 'desk', 'scales']);
  });

  it('is not asked of it for what another one computes from what lies in it', async () => {
    const { ask } = await federate({
      desk: {
        sdl: `type Query { parcel: Parcel } type Box @key(fields: "code") { code: ID! size: Int }
          type Parcel @key(fields: "id") {
            id: ID! box: Box @external label: String @requires(fields: "box { code }") }`,
        resolvers: {
          Query: { parcel: () => ({ id: '1' }) },
          Parcel: { label: ({ box }: Known) => `in ${box!.code}` },
          Box: { size: ({ code }: { code: string }) => Number(code) },
        },
      },
      store: {
        sdl: `type Parcel @key(fields: "id") { id: ID! box: Box room: Int @requires(fields: "box { size }") }
          type Box @key(fields: "code") { code: ID! size: Int @external }`,
        resolvers: { Parcel: { box: () => ({ code: '7' }), room: ({ box }: Known) => box!.size ** 2 } },
      },
    });
    const answer = await ask('{ parcel { room label } }');
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({ parcel: { room: 49, label: 'in 7' } });
  });

  it('is not asked of it as the key by which another one finds what it requires', async () => {
    const { ask } = await federate({
      desk: {
        sdl: `type Query { parcel: Parcel }
          type Parcel @key(fields: "id") { id: ID! code: ID! @external label: String @requires(fields: "code") }`,
        resolvers: {
          Query: { parcel: () => ({ id: '1' }) },
          Parcel: { label: ({ code }: { code: string }) => `code ${code}` },
        },
      },
      till: {
        sdl: `type Parcel @key(fields: "id") @key(fields: "code") {
          id: ID! code: ID! weight: Int @external total: Int @requires(fields: "weight") }`,
        resolvers: { Parcel: { code: () => '7', total: ({ weight }: Known) => 1 + weight! } },
      },
      scales: {
        sdl: 'type Parcel @key(fields: "code") { code: ID! weight: Int }',
        resolvers: { Parcel: { weight: ({ code }: { code: string }) => 10 * Number(code) } },
      },
    });
    const answer = await ask('{ parcel { total label } }');
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({ parcel: { total: 71, label: 'code 7' } });
  });

  it('is not asked of it where the planner would go in circles without', async () => {
    const { ask } = await federate({
      desk: {
        sdl: `type Query { parcel: Parcel }
          type Parcel @key(fields: "code", resolvable: false) @key(fields: "id region") @key(fields: "id") {
            id: ID! @shareable code: ID! @shareable region: ID!
            weight: Int! @external freight: Int @requires(fields: "weight") }`,
        resolvers: {
          Query: { parcel: () => ({ id: '1', code: '7', region: 'eu' }) },
          Parcel: { freight: ({ weight }: Known) => 10 * weight! },
        },
      },
      scales: {
        sdl: `type Parcel @key(fields: "code") {
          id: ID! @shareable code: ID! @shareable weight: Int!
          freight: Int @external total: Int @requires(fields: "freight") }`,
        resolvers: {
          Parcel: {
            weight: ({ code }: { code: string }) => Number(code),
            total: ({ freight }: Known) => 1 + freight!,
          },
        },
      },
    });
    const answer = await ask('{ parcel { freight total } }');
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({ parcel: { freight: 70, total: 71 } });
  });
});
