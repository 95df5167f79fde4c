import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  buildSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import { ask } from '../../support/ask.ts';
import { startTestPlatform, type TestPlatform } from '../../support/platform.ts';

/** Values that some client will send one day, whatever the field. */
const corpus: unknown[] = [
  '',
  ' ',
  '\u0000',
  'a\u0007b\u001b[31m',
  '\ud800',
  '\'; DROP TABLE "order"; --',
  '<script>alert(1)</script>',
  '${jndi:ldap://x}',
  '../../../../etc/passwd',
  'x'.repeat(100_000),
  'ord_00000000000000000000000000',
  'prd_7zzzzzzzzzzzzzzzzzzzzzzzzz',
  '__proto__',
  'NaN',
  '1e309',
  '99999999999999999999',
  '-0.001',
  -1,
  0,
  2_147_483_647,
  -2_147_483_648,
  9_007_199_254_740_992,
  1.5,
  true,
  null,
  [],
  {},
  [[[['deep']]]],
  { __proto__: { admin: true }, constructor: 'x' },
];

const internals =
  /prisma|postgres|ECONN|127\.0\.0\.1|localhost|node_modules|\/src\/|at .+:\d+:\d+|SELECT |INSERT |syntax error|relation "/i;

describe('bad input', () => {
  let platform: TestPlatform;
  let token: string;
  let schema: GraphQLSchema;
  beforeAll(async () => {
    platform = await startTestPlatform();
    token = (await platform.staff()).token;
    schema = buildSchema(readFileSync(new URL('../../../supergraph.graphql', import.meta.url), 'utf8'), {
      assumeValidSDL: true,
    });
  });
  afterAll(() => platform.stop());

  it('of any mutation gets a typed answer, and no internals are told', async () => {
    const mutations = Object.values(schema.getMutationType()!.getFields());
    const offences: string[] = [];
    for (const field of mutations) {
      // Signing out would end the session that the others need.
      if (field.name === 'sessionRevoke') continue;
      const input = field.args.find(({ name }) => name === 'input')!;
      const type = getNamedType(input.type);
      if (!isInputObjectType(type)) throw new Error(`${field.name} has no input object`);
      for (const name of Object.keys(type.getFields())) {
        const answers = await Promise.all(
          corpus.map(async (value) => {
            const variables = { input: { ...(example(type) as object), [name]: value } };
            const query = `mutation ($input: ${String(input.type)}) { ${field.name}(input: $input) { __typename ... on UserError { code message } } }`;
            return { value, answer: await ask(platform.graphqlUrl, query, variables, token) };
          }),
        );
        for (const { value, answer } of answers) {
          const text = JSON.stringify({ data: answer.data, errors: answer.errors });
          const code = answer.errors?.[0]?.extensions?.code;
          const isServerFault =
            answer.status >= 500 || code === 'INTERNAL_SERVER_ERROR' || code === 'DOWNSTREAM_SERVICE_ERROR';
          if (isServerFault || internals.test(text.replaceAll(JSON.stringify(value), ''))) {
            offences.push(
              `${field.name}.${name} = ${JSON.stringify(value)?.slice(0, 60)} → ${answer.status} ${text.slice(0, 200)}`,
            );
          }
        }
      }
    }
    expect(offences).toEqual([]);
  });

  it('in cursors, page sizes and ids of queries is refused', async () => {
    const queries = [
      '{ products(first: 1, after: "abc.def") { nodes { id } } }',
      '{ products(first: -1) { nodes { id } } }',
      '{ products(first: 101) { nodes { id } } }',
      '{ products(first: 1, last: 1) { nodes { id } } }',
      '{ products(where: { and: [{ and: [{ and: [{ and: [{ title: { eq: "x" } }] }] }] }] }) { nodes { id } } }',
      '{ viewer { orders(after: "x") { nodes { id } } } }',
    ];
    for (const query of queries) {
      const { errors, status } = await ask(platform.graphqlUrl, query, {}, token);
      expect([
        query,
        status < 500,
        ['BAD_USER_INPUT', 'INVALID_CURSOR'].includes(errors?.[0]?.extensions?.code ?? ''),
      ]).toEqual([query, true, true]);
      expect(errors![0]!.extensions!.requestId).toBeTruthy();
    }
    for (const id of ['', 'x', 'ord_', "' OR 1=1", 'ord_00000000000000000000000000', '\u0000']) {
      const { data, errors } = await ask(
        platform.graphqlUrl,
        'query ($id: ID!) { order(id: $id) { id } node(id: $id) { id __typename } product(id: $id) { id } }',
        { id },
        token,
      );
      expect(errors?.[0]?.extensions?.code ?? 'none').not.toMatch(/INTERNAL|DOWNSTREAM/);
      expect(data?.order ?? null).toBeNull();
    }
  });
});

/** A value of the type that is well-formed, so that only the field under test is wrong. */
function example(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return example(type.ofType);
  if (isListType(type)) return [example(type.ofType)];
  if (isEnumType(type)) return type.getValues()[0]!.name;
  if (isInputObjectType(type)) {
    const required = Object.values(type.getFields()).filter((field) => isNonNullType(field.type));
    return Object.fromEntries(required.map((field) => [field.name, example(field.type)]));
  }
  const byScalar: Record<string, unknown> = {
    Int: 1,
    Float: 1,
    Boolean: true,
    Decimal: '1.00',
    CurrencyCode: 'EUR',
    CountryCode: 'DE',
    Locale: 'en',
    DateTime: '2026-01-01T00:00:00.000Z',
  };
  return byScalar[String(type)] ?? 'example';
}
