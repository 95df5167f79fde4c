import { describe, expect, it } from '@jest/globals';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { createExecutor } from '../src/index.ts';
import { federate } from './federation.ts';

const head = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@tag", "@composeDirective", "@interfaceObject", "@cacheTag", { name: "@authenticated", as: "@signedIn" }])
  @link(url: "https://example.com/own/v1.0", import: ["@own"]) @composeDirective(name: "@own")
  directive @own(note: String) on FIELD_DEFINITION\n`;

const subgraphs = {
  a: `type Query { media: [Media!] @cacheTag(format: "media") @own(note: "x") }
    interface Media @key(fields: "id") @tag(name: "public") { id: ID! }
    type Book implements Media @key(fields: "id") @cacheTag(format: "book-{$key.id}") { id: ID! title: String @tag(name: "public") }`,
  b: 'type Media @key(fields: "id") @interfaceObject { id: ID! rating: Int secret: Int @signedIn }',
};

describe('a supergraph', () => {
  it('with directives that leave nothing to do, or that have other names, is served', async () => {
    const services = Object.entries(subgraphs).map(([name, sdl]) => ({
      name,
      url: '',
      typeDefs: parse(head + sdl),
    }));
    const { supergraphSdl, errors } = composeServices(services);
    expect(errors).toBeUndefined();
    expect(supergraphSdl).toContain('cacheTag');
    const asked: string[] = [];
    const executor = await createExecutor({
      supergraphSdl: supergraphSdl!,
      planning: 'inline',
      callSubgraph: async ({ subgraph, body }) => {
        asked.push(body);
        const book = { __typename: 'Book', id: '1', title: 'B' };
        return { data: subgraph === 'a' ? { media: [book] } : { _entities: [{ rating: 5, secret: 6 }] } };
      },
    });
    const document = parse('{ media { id rating secret ... on Book { title } } }');
    const { data, errors: problems } = await executor.execute({ document, context: {} });
    expect(data).toEqual({ media: [{ id: '1', rating: 5, secret: null, title: 'B' }] });
    expect(problems?.map(({ path }) => path)).toEqual([['media', 0, 'secret']]);
    expect(asked.join()).not.toContain('secret');
  });
});

describe('a directive for operations that a supergraph links', () => {
  it('can be used by clients, and is sent with its default to a subgraph that has none', async () => {
    const own = (defaultValue: string) =>
      `extend schema @link(url: "https://example.com/hint/v1.0", import: ["@hint"]) @federation__composeDirective(name: "@hint")
       directive @hint(pace: Pace!${defaultValue}) on FIELD enum Pace { FAST SLOW }\n`;
    const { ask, calls } = await federate({
      a: { sdl: `${own('')} type Query { a: Int }`, resolvers: { Query: { a: () => 1 } } },
      b: { sdl: `${own(' = SLOW')} type Query { b: Int }`, resolvers: { Query: { b: () => 2 } } },
    });
    const answer = await ask('{ a @hint b @hint(pace: FAST) }');
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({ a: 1, b: 2 });
    expect(calls.find(({ subgraph }) => subgraph === 'a')?.query).toContain('@hint(pace:SLOW)');
  });
});
