import { describe, expect, it } from '@jest/globals';
import { federate, type Federation } from './federation.ts';

const lamp = { __typename: 'Lamp', name: 'Sun', watts: 40, socket: { size: 27 } };
const rug = { __typename: 'Rug', name: 'Moss', knots: 9 };
const plain = { __typename: 'Plain', name: 'Box' };

/** Both subgraphs have a room's things, and each knows kinds of things that the other does not. */
function house(things: 'union' | 'interface'): Promise<Federation> {
  const own = things === 'interface' ? ' implements Thing' : '';
  const thing = (...kinds: string[]) =>
    things === 'union' ? `union Thing = ${kinds.join(' | ')}` : 'interface Thing { name: String }';
  const shared = `type Room @key(fields: "id") { id: ID! inside: Inside @shareable }
    type Inside @shareable { things: [Thing!]! } type Plain${own} @shareable { name: String }`;
  const room = (content: object[]) => ({ id: '1', inside: { things: content } });
  return federate({
    east: {
      sdl: `type Query { east: Room } ${shared} ${thing('Plain', 'Lamp')}
        type Lamp${own} { name: String watts(times: Int = 1): Int socket: Socket } type Socket { size: Int }`,
      resolvers: {
        Query: { east: () => room([plain, lamp]) },
        Room: { __resolveReference: () => room([plain, lamp]) },
        Lamp: { watts: (_: unknown, { times }: { times: number }) => 40 * times },
      },
    },
    west: {
      sdl: `type Query { west: Room } ${shared} ${thing('Plain', 'Rug')}
        type Rug${own} { name: String knots: Int } extend type Room { cellar: Inside }`,
      resolvers: {
        Query: { west: () => room([plain, rug]) },
        Room: {
          __resolveReference: () => room([plain, rug]),
          cellar: () => ({ things: [rug] }),
        },
      },
    },
  });
}

const everything =
  'things { __typename ... on Plain { name } ... on Lamp { name watts(times: 2) socket { size } } ... on Rug { name knots } }';

describe.each(['union', 'interface'] as const)(
  'members of a shared %s that not every owner knows',
  (kind) => {
    it('are answered whole by the owner that is asked', async () => {
      const { ask } = await house(kind);
      const answer = await ask(`{ east { inside { ${everything} } } west { inside { ${everything} } } }`);
      expect(answer.errors).toBeUndefined();
      expect(answer.data).toEqual({
        east: { inside: { things: [plain, { ...lamp, watts: 80 }] } },
        west: { inside: { things: [plain, rug] } },
      });
    });

    it('are answered by the owner that is the only one to have what is around them', async () => {
      const { ask, calls } = await house(kind);
      const answer = await ask(`query ($n: Int!) { east { cellar { ${everything.replace('2', '$n')} } } }`, {
        n: 2,
      });
      expect(answer.errors).toBeUndefined();
      expect(answer.data).toEqual({ east: { cellar: { things: [rug] } } });
      const west = calls.filter(({ subgraph }) => subgraph === 'west');
      expect(west.map(({ query }) => query).join()).not.toMatch(/Lamp|times/);
    });

    it('are not asked for where nobody could be of such a kind', async () => {
      const { ask, calls } = await house(kind);
      const answer = await ask('{ west { inside { things { ... on Lamp { watts } } } } }');
      expect(answer.data).toEqual({ west: { inside: { things: [{}, {}] } } });
      expect(calls.map(({ subgraph }) => subgraph)).toEqual(['west']);
    });
  },
);
