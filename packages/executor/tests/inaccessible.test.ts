import { describe, expect, it } from '@jest/globals';
import { federate, type Federation } from './federation.ts';

const items = [
  { __typename: 'Open', id: '1', state: 'PUBLIC' },
  { __typename: 'Secret', id: '2', state: 'HIDDEN' },
];

function hiding(): Promise<Federation> {
  return federate({
    a: {
      sdl: `type Query { items: [Item] strict: [Item!] states: [State] strictState: State! strange: Any }
        interface Item { id: ID! state: State } enum State { PUBLIC HIDDEN @inaccessible }
        type Open implements Item { id: ID! state: State } type Secret implements Item @inaccessible { id: ID! state: State }
        union Any = Open | Secret`,
      resolvers: {
        Query: {
          items: () => items,
          strict: () => items,
          states: () => ['PUBLIC', 'HIDDEN'],
          strictState: () => 'HIDDEN',
          strange: () => items[1],
        },
      },
    },
  });
}

describe('what is inaccessible', () => {
  it('is null where null is allowed, and no error tells of it', async () => {
    const { ask } = await hiding();
    const answer = await ask('{ items { id state } states strange { __typename } }');
    expect(answer.data).toEqual({
      items: [{ id: '1', state: 'PUBLIC' }, null],
      states: ['PUBLIC', null],
      strange: null,
    });
    expect(answer.errors).toBeUndefined();
  });

  it('is an error that does not name it where null is not allowed', async () => {
    const { ask } = await hiding();
    const answer = await ask('{ strict { id } }');
    expect(answer.data).toEqual({ strict: null });
    expect(answer.errors?.map(({ message, path }) => [message, path])).toEqual([
      ['Invalid value found for field Query.strict.', ['strict', 1]],
    ]);
    expect(JSON.stringify((await ask('{ strictState }')).errors)).not.toContain('HIDDEN');
  });

  it('is not taken for a value that no schema knows', async () => {
    const { executor } = await hiding();
    expect(executor.schema.getType('Secret')).toBeUndefined();
    const { ask } = await federate({
      a: {
        sdl: 'type Query { state: State any: Any } enum State { PUBLIC } type Open { id: ID } union Any = Open',
        answer: { data: { state: 'UNHEARD', any: { __typename: 'Unheard', id: '1' } } },
      },
    });
    const answer = await ask('{ state any { ... on Open { id } } }');
    expect(answer.data).toEqual({ state: null, any: null });
    expect(answer.errors?.map(({ path }) => path)).toEqual([['state'], ['any']]);
  });
});
