import { describe, expect, it } from '@jest/globals';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { createExecutor } from '../src/index.ts';
import { federate } from './federation.ts';

const { supergraphSdl } = composeServices([
  { name: 'a', url: 'http://a', typeDefs: parse('type Query { a: Int }') },
]);

function linking(link: string): string {
  return supergraphSdl!.replace('for: EXECUTION)', `for: EXECUTION)\n  @link(url: ${link})`);
}

async function load(sdl: string): Promise<void> {
  const executor = await createExecutor({ supergraphSdl: sdl, planning: 'inline' });
  await executor.close();
}

describe('a supergraph that links a feature which is not known here', () => {
  it.each(['SECURITY', 'EXECUTION'])('is refused when the feature is for its %s', async (purpose) => {
    const sdl = linking(`"https://specs.example.com/shield/v1.0", for: ${purpose}`);
    await expect(load(sdl)).rejects.toThrow(
      `needs https://specs.example.com/shield/v1.0 for its ${purpose.toLowerCase()}`,
    );
  });

  it('is refused for a version that is not known, too', async () => {
    await expect(load(linking('"https://specs.apollo.dev/policy/v7.0", for: SECURITY'))).rejects.toThrow(
      'policy/v7.0',
    );
  });

  it('is served when the feature only tells people something', async () => {
    await expect(load(linking('"https://specs.example.com/docs/v1.0", as: "docs"'))).resolves.toBeUndefined();
  });

  it.each(['@source', '@merge', '@resolveTo'])(
    'is refused when %s of GraphQL Mesh is imported',
    async (name) => {
      const link = `"https://the-guild.dev/graphql/mesh/spec/v1.0", import: ["@transport", "${name}"]`;
      await expect(load(linking(link))).rejects.toThrow(`needs ${name} of https://the-guild.dev`);
    },
  );

  it('is refused when GraphQL Mesh calls something by it that is no GraphQL server', async () => {
    const link = '"https://the-guild.dev/graphql/mesh/spec/v1.0", import: ["@transport"]';
    const calling = (kind: string): string =>
      linking(link).replace(
        'for: EXECUTION)\n',
        `for: EXECUTION)\n @transport(subgraph: "a", kind: "${kind}", location: "http://a")\n`,
      ) + 'directive @transport(subgraph: String, kind: String, location: String) repeatable on SCHEMA';
    await expect(load(calling('rest'))).rejects.toThrow('needs the transport rest of');
    await expect(load(calling('http'))).resolves.toBeUndefined();
  });
});

describe('a rule of who may see what', () => {
  const federation = '"https://specs.apollo.dev/federation/v2.5"';
  const using = (name: string, link: string): string =>
    linking(link).replace('a: Int', `a: Int @${name}`) + `\ndirective @${name} on FIELD_DEFINITION`;
  const refusal = (name: string, own: string): string =>
    `This is no supergraph that can be served: it uses @${name} and does not link https://specs.apollo.dev/${own},`;

  it.each([
    ['authenticated', 'authenticated/v0.1'],
    ['requiresScopes', 'requiresScopes/v0.1'],
    ['policy', 'policy/v0.1'],
    ['inaccessible', 'inaccessible/v0.2'],
  ])('is not lost where @%s is linked as one of federation, or not at all', async (name, own) => {
    const imported = `${federation}, import: ["@key", "@${name}"]`;
    await expect(load(using(name, imported))).rejects.toThrow(refusal(name, own));
    const renamed = `${federation}, import: [{ name: "@${name}", as: "@mine" }]`;
    await expect(load(using('mine', renamed))).rejects.toThrow(refusal('mine', own));
    const prefixed = `federation__${name}`;
    await expect(load(using(prefixed, federation))).rejects.toThrow(refusal(prefixed, own));
    await expect(load(using(name, federation))).rejects.toThrow(refusal(name, own));
    await expect(load(using(name, `"https://specs.apollo.dev/${own}", as: "other"`))).rejects.toThrow(
      refusal(name, own),
    );
  });

  it('may be linked where nothing uses it, and be the name of another directive', async () => {
    await expect(load(linking(`${federation}, import: ["@authenticated"]`))).resolves.toBeUndefined();
    const others = '"https://specs.example.com/insurance/v1.0", import: ["@policy"]';
    await expect(load(using('policy', others))).resolves.toBeUndefined();
    const own = '"https://specs.apollo.dev/authenticated/v0.1", for: SECURITY';
    await expect(load(using('authenticated', own))).resolves.toBeUndefined();
  });
});

describe('what is no supergraph that can be served', () => {
  const rename = (from: string | RegExp, to: string): string => supergraphSdl!.replaceAll(from, to);
  it.each([
    ['a plain schema', 'type Query { a: Int }', 'it links no join specification. Compose it first.'],
    [
      'a supergraph of a preview',
      rename('https://specs.apollo.dev', 'https://lib.apollo.dev'),
      'it was made by a preview of Federation 1 (https://lib.apollo.dev/join/v0.3). Compose it again.',
    ],
    [
      'one that does not link the specification of links',
      rename('@link(url: "https://specs.apollo.dev/link/v1.0")', ''),
      'it does not link https://specs.apollo.dev/link/v1.0.',
    ],
    [
      'one that calls the join specification otherwise',
      rename('/join/v0.3"', '/join/v0.3", as: "j"'),
      'it calls the join specification j, and only the name join is known here.',
    ],
    ['one with an unknown type', rename('a: Int', 'a: Nothing'), 'Unknown type Nothing.'],
    ['one with an unknown directive', rename('a: Int', 'a: Int @odd'), 'Unknown directive "@odd".'],
    [
      'one with an unknown subgraph',
      rename('type Query\n  @join__type(graph: A)', 'type Query @join__type(graph: B)'),
      'Query names the subgraph B, which the supergraph does not list.',
    ],
    [
      'one with a field of an unknown subgraph',
      rename('a: Int', 'a: Int @join__field(graph: B)'),
      'Query.a names the subgraph B, which the supergraph does not list.',
    ],
    [
      'one with a field that requires half a selection',
      rename('a: Int', 'a: Int @join__field(graph: A, requires: "b { c")'),
      "Query.a requires what can't be read: Syntax Error: Expected Name, found <EOF>.",
    ],
    [
      'one with an argument of another type, on a type',
      rename('@join__type(graph: A)', '@join__type(graph: A, extension: "yes")'),
      '@join__type of Query: Argument "extension" has invalid value "yes".',
    ],
    [
      'one with an argument of another type, on a field',
      rename('a: Int', 'a: Int @join__field(graph: A, usedOverridden: 3)'),
      '@join__field of Query.a: Argument "usedOverridden" has invalid value 3.',
    ],
  ])('is refused in one sentence: %s', async (_, sdl, sentence) => {
    await expect(load(sdl)).rejects.toThrow(`This is no supergraph that can be served: ${sentence}`);
  });
});

describe('an input of which one field is taken', () => {
  const ask = async (definition: string) => {
    const { ask } = await federate(
      {
        a: {
          sdl: 'type Query { found(by: By!): String } input By { id: ID name: String }',
          resolvers: { Query: { found: (_: unknown, { by }: { by: object }) => JSON.stringify(by) } },
        },
      },
      {
        editSupergraph: (sdl) => `${sdl.replace('input By', 'input By @oneOf')}\n${definition}`,
      },
    );
    return ask;
  };

  it.each([
    ['defines', 'directive @oneOf on INPUT_OBJECT'],
    ['does not define', ''],
  ])('is one for clients, whether or not the supergraph %s the directive', async (_, definition) => {
    const find = await ask(definition);
    expect((await find('query ($n: String!) { found(by: { name: $n }) }', { n: 'x' })).data).toEqual({
      found: '{"name":"x"}',
    });
    await expect(find('{ found(by: { name: "x", id: 1 }) }')).rejects.toThrow('exactly one key');
    expect((await find('{ __type(name: "By") { isOneOf } }')).data).toEqual({ __type: { isOneOf: true } });
  });
});
