import { describe, expect, it } from '@jest/globals';
import { federate, type Federation } from './federation.ts';

interface Ref {
  readonly [field: string]: unknown;
}

/** The name of an organisation and the text of a part can't be null, and are. */
function shop(): Promise<Federation> {
  return federate({
    a: {
      sdl: `type Query { item: Item } type Item @key(fields: "org { id }") { org: Org parts: [Part] }
        type Org { id: ID! @shareable name: String! } type Part { weight: Int! text: String! }`,
      resolvers: { Query: { item: () => ({ org: { id: 'o' }, parts: [{ weight: 2 }, { weight: 3 }] }) } },
    },
    b: {
      sdl: `type Item @key(fields: "org { id }") { org: Org size: Int parts: [Part] @external
          cost: Int @requires(fields: "parts { weight }") }
        type Org { id: ID! @shareable } type Part { weight: Int! @external }`,
      resolvers: {
        Item: {
          size: () => 7,
          cost: ({ parts }: { parts: readonly (Ref | null)[] }) =>
            parts.reduce((sum, part) => sum + Number(part?.['weight'] ?? 0), 0),
        },
      },
    },
  });
}

describe('a part of an object that a client asks for', () => {
  it('does not fail another part by which an entity is found', async () => {
    const { ask } = await shop();
    const { data, errors } = await ask('{ item { size org { name } } }');
    expect(data).toEqual({ item: { size: 7, org: null } });
    expect(errors?.map(({ path }) => path?.join('.'))).toEqual(['item.org.name']);
  });

  it('does not fail another part that a field is computed from', async () => {
    const { ask } = await shop();
    const { data, errors } = await ask('{ item { cost parts { text } } }');
    expect(data).toEqual({ item: { cost: 5, parts: [null, null] } });
    expect(errors?.map(({ path }) => path?.join('.'))).toEqual(['item.parts.0.text', 'item.parts.1.text']);
  });
});
