import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bearer, startTestGateway, type TestGateway } from './support/gateway.ts';

/** The test supergraph with rules that its subgraphs know nothing of. */
const withRules = (sdl: string) =>
  sdl
    .replace(
      'schema\n',
      `schema
        @link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)
        @link(url: "https://specs.apollo.dev/requiresScopes/v0.1", for: SECURITY)
        @link(url: "https://specs.apollo.dev/policy/v0.1", for: SECURITY)\n`,
    )
    .replace(/whoami: String!/, '$& @authenticated')
    .replace(/slow: String/, '$& @requiresScopes(scopes: [["slow:read", "any:read"]])')
    .replace(/title: String!/g, '$& @policy(policies: [["morning"]])').concat(`
      directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
      directive @requiresScopes(scopes: [[requiresScopes__Scope!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
      directive @policy(policies: [[policy__Policy!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
      scalar requiresScopes__Scope
      scalar policy__Policy`);

describe('@authenticated, @requiresScopes and @policy', () => {
  let gateway: TestGateway;
  let policies: readonly string[] = [];
  beforeAll(async () => {
    gateway = await startTestGateway({
      before: ({ shop }) => void (shop.sdl = withRules(shop.sdl)),
      parts: { policiesOf: (_context, asked) => asked.filter((policy) => policies.includes(policy)) },
    });
  });
  afterAll(() => gateway.stop());

  const refused = {
    message: 'You may not read this field.',
    extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
  };

  it('withhold fields from a stranger and answer the rest', async () => {
    expect(await gateway.post({ query: '{ slow products(first: 1) { id } }' })).toMatchObject({
      status: 200,
      data: { slow: null, products: [{ id: 'prd_0' }] },
      errors: [{ ...refused, path: ['slow'] }],
    });
    expect(await gateway.post({ query: '{ whoami }' })).toMatchObject({
      data: null,
      errors: [{ ...refused, path: ['whoami'] }],
    });
    expect(gateway.shop.data.slowRequests).toBe(0);
  });

  it('go by the signature and the scopes of a token', async () => {
    const headers = bearer(await gateway.issuer.token({ scope: 'any:read slow:read' }));
    const answer = await gateway.post({ query: '{ slow whoami }' }, headers);
    expect(answer).toMatchObject({ data: { slow: 'done' } });
    expect(answer.errors).toBeUndefined();
    const less = bearer(await gateway.issuer.token({ scope: 'slow:read', permissions: ['any:read'] }));
    expect((await gateway.post({ query: '{ slow }' }, less)).data).toEqual({ slow: null });
  });

  it('ask the hook for policies with each request', async () => {
    const query = '{ products(first: 1) { title } }';
    expect((await gateway.post({ query })).data).toBeNull();
    policies = ['morning'];
    expect((await gateway.post({ query })).data).toEqual({ products: [{ title: 'Tea 0' }] });
    policies = [];
    expect((await gateway.post({ query })).data).toBeNull();
  });
});
