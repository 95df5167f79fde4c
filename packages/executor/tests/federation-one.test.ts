import { describe, expect, it } from '@jest/globals';
import { federate, type Federation } from './federation.ts';

// As compositions of Federation 1 write it: fields of interfaces and what is no entity belong to nobody in particular.
const supergraphOne = `
schema
  @core(feature: "https://specs.apollo.dev/core/v0.2"),
  @core(feature: "https://specs.apollo.dev/join/v0.1", for: EXECUTION)
{ query: Query }
directive @core(as: String, feature: String!, for: core__Purpose) repeatable on SCHEMA
directive @join__field(graph: join__Graph, provides: join__FieldSet, requires: join__FieldSet) on FIELD_DEFINITION
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
directive @join__owner(graph: join__Graph!) on INTERFACE | OBJECT
directive @join__type(graph: join__Graph!, key: join__FieldSet) repeatable on INTERFACE | OBJECT
enum core__Purpose { EXECUTION SECURITY }
scalar join__FieldSet
enum join__Graph { SHOP @join__graph(name: "shop" url: "http://shop") PRESS @join__graph(name: "press" url: "http://press") }
interface Ware { code: ID! name: String size: Size opinions: [Opinion!]! }
type Lamp implements Ware @join__owner(graph: SHOP) @join__type(graph: SHOP, key: "code") @join__type(graph: PRESS, key: "code") {
  code: ID! @join__field(graph: SHOP)
  name: String @join__field(graph: SHOP)
  size: Size @join__field(graph: SHOP)
  watts: Int @join__field(graph: SHOP)
  opinions: [Opinion!]! @join__field(graph: PRESS)
}
type Rug implements Ware @join__owner(graph: SHOP) @join__type(graph: SHOP, key: "code") @join__type(graph: PRESS, key: "code") {
  code: ID! @join__field(graph: SHOP)
  name: String @join__field(graph: SHOP)
  size: Size @join__field(graph: SHOP)
  opinions: [Opinion!]! @join__field(graph: PRESS)
  praise: String @join__field(graph: PRESS, requires: "size { width }")
}
type Size { width: Int }
type Opinion { text: String ware: Ware }
type Query { wares: [Ware!]! @join__field(graph: SHOP) latest: Opinion @join__field(graph: PRESS) }
`;

/** The press knows of wares only what is said of them. */
function market(supergraph = supergraphOne): Promise<Federation> {
  const size = { width: 3 };
  const wares = [
    { __typename: 'Lamp', code: 'l', name: 'Sun', watts: 40, size },
    { __typename: 'Rug', code: 'r', name: 'Moss', size },
  ];
  const toWare = ({ code }: { code: string }) => wares.find((ware) => ware.code === code);
  const opinionsOf = ({ code }: { code: string }) => [
    { text: `on ${code}`, ware: { __typename: 'Rug', code: 'r' } },
  ];
  return federate(
    {
      shop: {
        sdl: `type Query { wares: [Ware!]! } interface Ware { code: ID! name: String size: Size }
          type Lamp implements Ware @key(fields: "code") { code: ID! name: String watts: Int size: Size }
          type Rug implements Ware @key(fields: "code") { code: ID! name: String size: Size }
          type Size @shareable { width: Int }`,
        resolvers: {
          Query: { wares: () => wares },
          Lamp: { __resolveReference: toWare },
          Rug: { __resolveReference: toWare },
        },
      },
      press: {
        sdl: `type Query { latest: Opinion } interface Ware { opinions: [Opinion!]! }
          type Opinion { text: String ware: Ware }
          type Lamp implements Ware @key(fields: "code") { code: ID! opinions: [Opinion!]! }
          type Rug implements Ware @key(fields: "code") {
            code: ID! opinions: [Opinion!]! size: Size @external praise: String @requires(fields: "size { width }")
          } type Size @shareable { width: Int }`,
        resolvers: {
          Query: { latest: () => opinionsOf({ code: 'l' })[0] },
          Lamp: { opinions: opinionsOf },
          Rug: { opinions: opinionsOf, praise: (rug: { size: typeof size }) => `wide: ${rug.size.width}` },
        },
      },
    },
    { editSupergraph: () => supergraph },
  );
}

const headOne = supergraphOne.slice(0, supergraphOne.indexOf('enum join__Graph'));

/** One subgraph computes from a part of an object that the other fills, of which another part can't be null and may be. */
function bureau(): Promise<Federation> {
  const papers = [
    { id: '1', meta: { note: 'good', strict: 1 } },
    { id: '2', meta: { note: 'real', strict: null } },
  ];
  const supergraph = `${headOne}
    enum join__Graph { A @join__graph(name: "a" url: "http://a") B @join__graph(name: "b" url: "http://b") }
    type Query { papers: [Paper] @join__field(graph: A) }
    type Paper @join__owner(graph: A) @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
      id: ID! @join__field(graph: A)
      meta: Meta @join__field(graph: A)
      stamp: String @join__field(graph: B, requires: "meta { note }")
    }
    type Meta { note: String strict: Int! }`;
  return federate(
    {
      a: {
        sdl: `type Query { papers: [Paper] } type Paper @key(fields: "id") { id: ID! meta: Meta }
          type Meta { note: String strict: Int! }`,
        resolvers: {
          Query: { papers: () => papers },
          Paper: { __resolveReference: ({ id }: { id: string }) => papers.find((one) => one.id === id) },
        },
      },
      b: {
        sdl: `type Paper @key(fields: "id") { id: ID! meta: Meta @external stamp: String @requires(fields: "meta { note }") }
          type Meta { note: String @external }`,
        resolvers: { Paper: { stamp: ({ meta }: { meta: { note: string } | null }) => `${meta?.note}!` } },
      },
    },
    { editSupergraph: () => supergraph },
  );
}

describe('a supergraph of Federation 1', () => {
  it('is answered across its subgraphs, also through interfaces', async () => {
    const { ask } = await market();
    const answer = await ask(
      '{ wares { __typename code name size { width } opinions { text } ... on Lamp { watts } ... on Rug { praise } } }',
    );
    const opinions = (code: string) => [{ text: `on ${code}` }];
    const size = { width: 3 };
    expect(answer.errors).toBeUndefined();
    expect(answer.data?.wares).toEqual([
      { __typename: 'Lamp', code: 'l', name: 'Sun', size, opinions: opinions('l'), watts: 40 },
      { __typename: 'Rug', code: 'r', name: 'Moss', size, opinions: opinions('r'), praise: 'wide: 3' },
    ]);
  });

  it('is not asked for a field of an interface where only other subgraphs declare it', async () => {
    const { ask } = await market();
    const answer = await ask('{ latest { text ware { code name opinions { ware { code } } } } }');
    const ware = { code: 'r', name: 'Moss', opinions: [{ ware: { code: 'r' } }] };
    expect(answer.errors).toBeUndefined();
    expect(answer.data).toEqual({ latest: { text: 'on l', ware } });
  });

  it('may have a subgraph of types that owns no field of their interface, nor knows all that these are of', async () => {
    const third = supergraphOne
      .replace('PRESS @join__graph', 'BANK @join__graph(name: "bank" url: "http://bank") PRESS @join__graph')
      .replace(
        'type Lamp implements Ware @join__owner(graph: SHOP)',
        '$& @join__type(graph: BANK, key: "code")',
      )
      .replace('watts: Int', 'tax: Int @join__field(graph: BANK) $&')
      .replace('type Opinion', '$& @join__owner(graph: PRESS) @join__type(graph: PRESS, key: "text")');
    const { ask } = await market(third);
    const { data, errors } = await ask('{ wares { opinions { text } } }');
    expect(errors).toBeUndefined();
    expect(data?.wares).toEqual([{ opinions: [{ text: 'on l' }] }, { opinions: [{ text: 'on r' }] }]);
  });

  it('computes a field from its part of an object, whatever the client asks of the object', async () => {
    const { ask } = await bureau();
    const { data, errors } = await ask('{ papers { stamp meta { strict } } }');
    expect(data?.papers).toEqual([
      { stamp: 'good!', meta: { strict: 1 } },
      { stamp: 'real!', meta: null },
    ]);
    expect(errors?.map(({ path }) => path?.join('.'))).toEqual(['papers.1.meta.strict']);
  });
});
