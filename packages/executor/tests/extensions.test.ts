import { describe, expect, it } from '@jest/globals';
import { federate, type Subgraph } from './federation.ts';

const telling = (name: string, extensions: unknown): Subgraph => ({
  sdl: `type Query { ${name}: String }`,
  resolvers: { Query: { [name]: () => name } },
  extensions,
});
const everything = { notes: (values: readonly unknown[]) => [...values].sort() };

describe('extensions of subgraphs', () => {
  const subgraphs = {
    alpha: telling('alpha', { notes: 'of alpha', inside: 'an address' }),
    beta: telling('beta', { notes: 'of beta', __proto__: null }),
    gamma: telling('gamma', 'no object'),
  };

  it('stay behind unless there is a rule for their name', async () => {
    const { ask } = await federate(subgraphs);
    expect((await ask('{ alpha beta gamma }')).extensions).toBeUndefined();
    const ruled = await federate(subgraphs, { subgraphExtensions: everything });
    expect((await ruled.ask('{ alpha }')).extensions).toEqual({ notes: ['of alpha'] });
    expect((await ruled.ask('{ gamma }')).extensions).toBeUndefined();
  });

  it('of several subgraphs become one entry, by the rule of its name', async () => {
    const { ask } = await federate(subgraphs, { subgraphExtensions: everything });
    expect((await ask('{ alpha beta gamma }')).extensions).toEqual({ notes: ['of alpha', 'of beta'] });
  });

  it('are left out where the rule makes nothing of them', async () => {
    const { ask } = await federate(subgraphs, { subgraphExtensions: { notes: () => undefined } });
    expect((await ask('{ alpha }')).extensions).toBeUndefined();
  });
});
