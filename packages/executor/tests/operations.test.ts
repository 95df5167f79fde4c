import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { federate, type Subgraph } from './federation.ts';

function counting(name: string, log: string[]): Subgraph {
  return {
    sdl: `type Query { ${name}Ready: Boolean } type Mutation { ${name}(n: Int): Int ${name}Next: Int! }`,
    resolvers: {
      Query: { [`${name}Ready`]: () => true },
      Mutation: {
        [name]: (_: unknown, { n }: { n?: number }) => log.push(`${name} ${n}`),
        [`${name}Next`]: () => log.push(`${name} next`),
      },
    },
  };
}

const user: Subgraph = {
  sdl: 'scalar Json type Query { user(id: ID = "me"): User any: [Any!] settings: Json } type User @key(fields: "id") { id: ID! name: String } type Secret @inaccessible { id: ID! } union Any = User | Secret',
  resolvers: {
    Query: {
      user: (_: unknown, { id }: { id: string }) => ({ id, name: `user ${id}` }),
      any: () => [{ __typename: 'User', id: '1', name: 'one' }],
      settings: () => JSON.parse('{"__proto__":{"polluted":true},"constructor":1}') as unknown,
    },
  },
};

const extra: Subgraph = {
  sdl: 'type User @key(fields: "id") { id: ID! orders(first: Int = 2): [Order!] } type Order @key(fields: "id") { id: ID! }',
  resolvers: {
    User: {
      orders: (_: unknown, { first }: { first: number }) =>
        Array.from({ length: first }, (_, index) => ({ id: `o${index}` })),
    },
  },
};

describe('mutations', () => {
  it('run one after the other in the order of the client, also from fragments', async () => {
    const log: string[] = [];
    const { ask } = await federate({ alpha: counting('alpha', log), beta: counting('beta', log) });
    await ask(`mutation { ...F beta(n: 3) ... on Mutation { y: alpha(n: 4) } }
      fragment F on Mutation { alpha(n: 1) ... on Mutation { x: beta(n: 2) } }`);
    expect(log).toEqual(['alpha 1', 'beta 2', 'beta 3', 'alpha 4']);
  });

  it('asked for by two aliases run twice', async () => {
    const log: string[] = [];
    const { ask } = await federate({ alpha: counting('alpha', log) });
    expect((await ask('mutation { a: alphaNext b: alphaNext }')).data).toEqual({ a: 1, b: 2 });
  });
});

describe('what the client asks for', () => {
  it('is not sent to a subgraph when it is skipped', async () => {
    const { ask, calls } = await federate({ user, extra });
    const query = 'query($no: Boolean! = false) { user { name orders @include(if: $no) { id } } }';
    expect((await ask(query)).dataText).toBe('{"user":{"name":"user me"}}');
    expect(calls).toHaveLength(1);
    expect((await ask(query, { no: true })).data?.user).toEqual({
      name: 'user me',
      orders: [{ id: 'o0' }, { id: 'o1' }],
    });
  });

  it('may use a variable named representations, and defaults', async () => {
    const { ask } = await federate({ user, extra });
    const query =
      'query($representations: Int = 1) { user { id: name orders(first: $representations) { id } } }';
    expect((await ask(query)).data?.user).toEqual({ id: 'user me', orders: [{ id: 'o0' }] });
    expect((await ask(query, { representations: 0 })).data?.user).toEqual({ id: 'user me', orders: [] });
  });

  it('comes back under its own names in its own order, whatever they are', async () => {
    const { ask } = await federate({ user, extra });
    const answer = await ask(
      '{ __typename user { b: __typename __proto__: name constructor: orders { __typename } } }',
    );
    expect(answer.dataText).toBe(
      '{"__typename":"Query","user":{"b":"User","__proto__":"user me","constructor":[{"__typename":"Order"},{"__typename":"Order"}]}}',
    );
  });

  it('may be the schema itself, beside data', async () => {
    const { ask } = await federate({ user, extra });
    const answer = await ask(
      'query($name: String!) { user { name } t: __type(name: $name) { fields { name } } }',
      { name: 'User' },
    );
    expect(answer.data).toEqual({
      user: { name: 'user me' },
      t: { fields: [{ name: 'id' }, { name: 'orders' }, { name: 'name' }] },
    });
  });

  it('shares a plan with operations that differ in literals and names of variables only', async () => {
    const { executor, ask } = await federate({ user, extra });
    await ask('query($a: ID) { user(id: $a) { name } }', { a: '1' });
    expect((await ask('query($b: ID) { user(id: $b) { name } }', { b: '2' })).data).toEqual({
      user: { name: 'user 2' },
    });
    const texts = await Promise.all(
      ['{ user(id: "1") { name } }', '{ user(id: "2") { name } }'].map(
        async (text) => (await executor.explain({ document: parse(text) })).operation,
      ),
    );
    expect(texts[0]).toBe(texts[1]);
  });
});

describe('data that the schema does not show', () => {
  it('is kept as it is when it is JSON with dangerous keys', async () => {
    const { ask } = await federate({ user, extra });
    expect((await ask('{ settings }')).dataText).toBe(
      '{"settings":{"__proto__":{"polluted":true},"constructor":1}}',
    );
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('of an inaccessible type is null, and the error does not name the type', async () => {
    const secret = { ...user.resolvers, Query: { any: () => [{ __typename: 'Secret', id: '1' }] } };
    const { ask } = await federate({ user: { sdl: user.sdl, resolvers: secret }, extra });
    const answer = await ask('{ any { ... on User { name } } }');
    expect(answer.data).toEqual({ any: null });
    expect(answer.errors).toHaveLength(1);
    expect(JSON.stringify(answer.errors)).not.toContain('Secret');
  });
});

describe('sharing', () => {
  it('executes equal queries of one caller once while they are under way, and those of others apart', async () => {
    const { calls, executor } = await federate({ user, extra }, { shareFor: ({ caller }) => caller });
    const ask = (caller: string, id: string): Promise<unknown> =>
      executor
        .execute({ document: shared, variables: { id }, context: { caller } })
        .then((answer) => answer.takeDataText());
    const answers = await Promise.all([ask('a', '1'), ask('a', '1'), ask('b', '1'), ask('a', '2')]);
    expect(answers.map(String)).toEqual(['1', '1', '1', '2'].map((id) => `{"user":{"name":"user ${id}"}}`));
    expect(calls).toHaveLength(3);
  });

  it('never executes a mutation for two', async () => {
    const log: string[] = [];
    const { executor } = await federate(
      { alpha: counting('alpha', log) },
      { shareFor: ({ caller }) => caller },
    );
    const document = parse('mutation { alpha(n: 1) }');
    await Promise.all([1, 2].map(() => executor.execute({ document, context: { caller: 'a' } })));
    expect(log).toHaveLength(2);
  });
});

const shared = parse('query($id: ID) { user(id: $id) { name } }');
