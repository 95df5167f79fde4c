import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import {
  federate,
  type Federation,
  type Subgraph,
  type TestContext,
  type TestOptions,
} from './federation.ts';

interface Ref {
  readonly [field: string]: unknown;
}

const people: Subgraph = {
  sdl: `type Query { me: User users: [User!]! open: String closed: String! @authenticated vault: Vault code: Code level: Level }
    type Mutation @authenticated { rename(name: String!): String touch: Boolean }
    type User @key(fields: "id") {
      id: ID! name: String
      email: String @authenticated
      phone: String! @requiresScopes(scopes: [["user:read", "user:phone"], ["admin"]])
      score: Int @policy(policies: [["adult", "local"], ["staff"]])
      salary: Int @authenticated @requiresScopes(scopes: [["hr"]]) @policy(policies: [["audited"]])
    }
    type Vault @requiresScopes(scopes: [["vault"]]) { gold: Int deep: Vault }
    scalar Code @authenticated
    enum Level @authenticated { LOW HIGH }`,
  resolvers: {
    Query: {
      me: () => user('1'),
      users: () => [user('1'), user('2')],
      open: () => 'open',
      closed: () => 'closed',
      vault: () => ({ gold: 7, deep: { gold: 9 } }),
      code: () => 'code',
      level: () => 'HIGH',
    },
    Mutation: { rename: (_: unknown, { name }: Ref) => name, touch: () => true },
    User: { __resolveReference: ({ id }: Ref) => user(String(id)) },
  },
};

const orders: Subgraph = {
  sdl: `type User @key(fields: "id") { id: ID! email: String @external
      greeting: String @authenticated @requires(fields: "email")
      orders: [Order!] @requiresScopes(scopes: [["order:read"]]) }
    type Order { total: Int }`,
  resolvers: {
    User: { greeting: ({ email }: Ref) => `to ${String(email)}`, orders: () => [{ total: 5 }] },
  },
};

function user(id: string): Ref {
  return { id, name: `user ${id}`, email: `${id}@x`, phone: `+${id}`, score: 3, salary: 4 };
}

const unauthorized = (...path: (string | number)[]): Ref => ({
  path,
  code: 'UNAUTHORIZED_FIELD_OR_TYPE',
});

async function enforcing(mode?: 'filter' | 'reject'): Promise<Federation> {
  return federate({ people, orders }, options(mode));
}

function options(mode?: 'filter' | 'reject'): TestOptions {
  return {
    access: {
      mode,
      callerOf: ({ caller, scopes = [] }) => ({ isAuthenticated: caller !== undefined, scopes }),
      policiesOf: ({ policies = [] }, asked) => policies.filter((one) => asked.includes(one)),
    },
  };
}

async function answers({ ask }: Federation, query: string, context: TestContext = {}): Promise<Ref> {
  const { data, errors } = await ask(query, {}, context);
  return { data, errors: errors?.map(({ path, extensions }) => ({ path, code: extensions['code'] })) ?? [] };
}

describe('a field that may not be read', () => {
  it('is null with an error at its place, and is never asked of a subgraph', async () => {
    const federation = await enforcing();
    expect(await answers(federation, '{ me { id mail: email } }')).toEqual({
      data: { me: { id: '1', mail: null } },
      errors: [unauthorized('me', 'mail')],
    });
    expect(federation.calls.map(({ query }) => query)).toEqual(['{me{id}}']);
  });

  it('turns what can not be null without it to null', async () => {
    const federation = await enforcing();
    expect(await answers(federation, '{ me { id phone } users { phone } }')).toEqual({
      data: null,
      errors: [unauthorized('me', 'phone'), unauthorized('users', 0, 'phone')],
    });
    expect(await answers(federation, '{ open closed }')).toEqual({
      data: null,
      errors: [unauthorized('closed')],
    });
  });

  it('is told once for each place, and for the first hundred of many', async () => {
    const many = {
      ...people,
      resolvers: { Query: { users: () => Array.from({ length: 300 }, () => user('1')) } },
    };
    const { errors } = await answers(await federate({ people: many }), '{ users { email } }');
    expect(errors).toHaveLength(100);
  });

  it('leaves no request where nothing else is asked for', async () => {
    const federation = await enforcing();
    expect(await answers(federation, '{ closed vault { gold } }')).toMatchObject({ data: null });
    expect(await answers(federation, '{ vault { gold } }')).toEqual({
      data: { vault: null },
      errors: [unauthorized('vault')],
    });
    expect(federation.calls).toEqual([]);
  });

  it('is not sent for the sake of one that requires it', async () => {
    // Present compositions refuse a field that says less than what it requires; older ones let it pass.
    const editSupergraph = (sdl: string): string => sdl.replace(/(greeting: String .*) @authenticated/, '$1');
    const federation = await federate({ people, orders }, { ...options(), editSupergraph });
    expect(await answers(federation, '{ me { greeting } }')).toEqual({
      data: { me: { greeting: null } },
      errors: [unauthorized('me', 'greeting')],
    });
    expect(JSON.stringify(federation.calls)).not.toContain('email');
    expect(await answers(federation, '{ me { greeting } }', { caller: 'a' })).toEqual({
      data: { me: { greeting: 'to 1@x' } },
      errors: [],
    });
  });

  it('is one of a type, a scalar or an enum that has a rule', async () => {
    const federation = await enforcing();
    expect(await answers(federation, '{ code level }')).toEqual({
      data: { code: null, level: null },
      errors: [unauthorized('code'), unauthorized('level')],
    });
    expect(await answers(federation, '{ code level }', { caller: 'a' })).toEqual({
      data: { code: 'code', level: 'HIGH' },
      errors: [],
    });
  });

  it('is every field of a root type that has a rule', async () => {
    const federation = await enforcing();
    const query = 'mutation { rename(name: "x") touch }';
    expect(await answers(federation, query)).toEqual({
      data: { rename: null, touch: null },
      errors: [unauthorized('rename'), unauthorized('touch')],
    });
    expect(federation.calls).toEqual([]);
    expect(await answers(federation, query, { caller: 'a' })).toMatchObject({
      data: { rename: 'x', touch: true },
    });
  });
});

describe('a caller', () => {
  it('of whom nothing is told is nobody', async () => {
    const federation = await federate({ people, orders });
    const context = { caller: 'a', scopes: ['admin', 'hr', 'order:read'], policies: ['staff', 'audited'] };
    expect(
      await answers(federation, '{ me { email phone score salary orders { total } } }', context),
    ).toMatchObject({
      data: { me: null },
    });
    expect(federation.calls).toEqual([{ subgraph: 'people', query: '{me{__typename}}', variables: {} }]);
  });

  const cases: readonly (readonly [string, string, TestContext, unknown])[] = [
    ['all scopes of one list', 'phone', { caller: 'a', scopes: ['user:phone', 'user:read'] }, '+1'],
    ['all scopes of another list', 'phone', { caller: 'a', scopes: ['admin'] }, '+1'],
    ['scopes of two lists, none complete', 'phone', { caller: 'a', scopes: ['user:read'] }, undefined],
    ['scopes, but is not authenticated', 'phone', { scopes: ['admin'] }, undefined],
    ['all policies of one list', 'score', { policies: ['local', 'adult'] }, 3],
    ['some policies of each list', 'score', { caller: 'a', policies: ['local'] }, null],
    [
      'everything that three directives want',
      'salary',
      { caller: 'a', scopes: ['hr'], policies: ['audited'] },
      4,
    ],
    ['all but the policy', 'salary', { caller: 'a', scopes: ['hr'] }, null],
    ['all but the scope', 'salary', { caller: 'a', policies: ['audited'] }, null],
  ];
  it.each(cases)('with %s', async (_what, field, context, value) => {
    const federation = await enforcing();
    const { data } = await federation.ask(`{ me { ${field} } }`, {}, context);
    expect(data).toEqual({ me: value === undefined ? null : { [field]: value } });
  });

  it('never gets the plan or the answer of one who may read more', async () => {
    const { executor } = await federate({ people, orders }, { ...options(), shareFor: () => 'all' });
    const document = parse('{ me { id email } }');
    const asked = [{ caller: 'a' }, {}, { caller: 'b' }, {}].map((context) =>
      executor.execute({ document, context }),
    );
    const texts = (await Promise.all(asked)).map(({ dataText }) => dataText);
    const [open, closed] = ['{"me":{"id":"1","email":"1@x"}}', '{"me":{"id":"1","email":null}}'];
    expect(texts).toEqual([open, closed, open, closed]);
  });

  it('is asked about the policies that an operation depends on, and no others', async () => {
    const asked: (readonly string[])[] = [];
    const policiesOf = (_: TestContext, policies: readonly string[]): readonly string[] => {
      asked.push(policies);
      return policies;
    };
    const { ask } = await federate({ people }, { access: { policiesOf } });
    await ask('{ me { name email } }');
    expect((await ask('{ me { score } }')).data).toEqual({ me: { score: 3 } });
    expect(asked).toEqual([['adult', 'local', 'staff']]);
  });
});

describe('reject', () => {
  it('refuses a whole operation with the paths that may not be read', async () => {
    const federation = await enforcing('reject');
    const { data, errors } = await federation.ask(
      '{ open me { mail: email ...F } } fragment F on User { orders { total } }',
    );
    expect(data).toBeUndefined();
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      {
        code: 'UNAUTHORIZED_FIELD_OR_TYPE',
        paths: [
          ['me', 'mail'],
          ['me', 'orders'],
        ],
      },
    ]);
    expect(federation.calls).toEqual([]);
    expect(await answers(federation, '{ open me { name } }')).toMatchObject({
      data: { open: 'open' },
      errors: [],
    });
  });
});

describe('through an interface', () => {
  const posts: Subgraph = {
    sdl: `type Query { posts: [Post!]! nodes: [Node] any: [Any!]! }
      interface Post { id: ID! title: String author: String } interface Node { id: ID! }
      type Blog implements Post & Node { id: ID! title: String author: String }
      type Draft implements Post & Node { id: ID! title: String author: String @authenticated }
      type Secret implements Node @authenticated { id: ID! text: String }
      union Any = Blog | Secret`,
    resolvers: {
      Query: {
        posts: () => [blog, draft],
        nodes: () => [blog, draft, secret],
        any: () => [blog, secret],
      },
    },
  };
  const blog = { __typename: 'Blog', id: 'b', title: 'B', author: 'ann' };
  const draft = { __typename: 'Draft', id: 'd', title: 'D', author: 'dan' };
  const secret = { __typename: 'Secret', id: 's', text: 'S' };

  it('a field is read by those who may read it on every type', async () => {
    const federation = await federate({ posts }, options());
    expect(await answers(federation, '{ posts { title author } }')).toEqual({
      data: {
        posts: [
          { title: 'B', author: null },
          { title: 'D', author: null },
        ],
      },
      errors: [unauthorized('posts', 0, 'author'), unauthorized('posts', 1, 'author')],
    });
    expect(await answers(federation, '{ nodes { id } }')).toEqual({
      data: { nodes: null },
      errors: [unauthorized('nodes')],
    });
    expect(await answers(federation, '{ nodes { id } }', { caller: 'a' })).toMatchObject({ errors: [] });
  });

  it('a field with a rule on some types only is read on the others', async () => {
    // Present compositions give an interface the rules of all its types; older ones say nothing of them there.
    const editSupergraph = (sdl: string): string =>
      sdl
        .replace(/(interface Post[^}]*author: String) @authenticated/, '$1')
        .replace(/(interface Node[^{]*)@authenticated/, '$1');
    const federation = await federate({ posts }, { ...options(), editSupergraph });
    expect(
      await answers(federation, '{ posts { title author } nodes { id ... on Post { author } } }'),
    ).toEqual({
      data: {
        posts: [
          { title: 'B', author: 'ann' },
          { title: 'D', author: null },
        ],
        nodes: [{ id: 'b', author: 'ann' }, { id: 'd', author: null }, null],
      },
      errors: [
        unauthorized('posts', 1, 'author'),
        unauthorized('nodes', 1, 'author'),
        unauthorized('nodes', 2, 'id'),
      ],
    });
    expect(federation.calls).toHaveLength(1);
    expect(federation.calls[0]?.query).not.toMatch(/Secret|on Draft{[^}]*author/);
  });

  it('a field that is open on one type is read on that type', async () => {
    const federation = await federate({ posts }, options());
    const query = '{ posts { author ... on Blog { author } ... on Draft { author } } }';
    expect(await answers(federation, query)).toEqual({
      data: { posts: [{ author: 'ann' }, { author: null }] },
      errors: [unauthorized('posts', 1, 'author')],
    });
    expect(federation.calls[0]?.query).not.toContain('Draft');
  });

  it('a fragment on a type with a rule is withheld from objects of that type', async () => {
    const federation = await federate({ posts }, options());
    const query = '{ any { __typename ... on Blog { title } ...S } } fragment S on Secret { id text }';
    expect(await answers(federation, query)).toEqual({
      data: null,
      errors: [unauthorized('any', 1, 'id')],
    });
    expect(await answers(federation, '{ any { ... on Secret { text } } }')).toEqual({
      data: { any: [{}, { text: null }] },
      errors: [unauthorized('any', 1, 'text')],
    });
    expect(federation.calls.map(({ query: sent }) => sent).join()).not.toMatch(/text|Secret/);
  });
});
