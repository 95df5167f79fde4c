import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bearer, startTestGateway, type TestGateway } from './support/gateway.ts';
import { testOrder } from './support/shop.ts';

describe('access rules', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway();
    gateway.shop.data.orders.set('ord_1', testOrder('usr_1'));
  });
  afterAll(() => gateway.stop());

  const refusals = [
    ['a field', '{ orders { id } }'],
    ['a field of a type with a rule', '{ order(id: "ord_1") { id } }'],
    ['a fragment', '{ ...F } fragment F on Query { orders { id } }'],
    ['an inline fragment on an interface', '{ node(id: "x") { ... on Notification { title } } }'],
    ['an alias', '{ products { price: cost } }'],
    [
      'a variable that may skip',
      'query ($no: Boolean = true) { orders @skip(if: $no) { id } products { id } }',
    ],
    ['a mutation', 'mutation { orderRename(id: "ord_1", note: "x") { id } }'],
  ] as const;
  it.each(refusals)('stop a stranger before any fetch: %s', async (_what, query) => {
    const before = gateway.shop.data.orderRequests;
    const answer = await gateway.post({ query });
    expect(answer).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    expect(answer.data ?? null).toBeNull();
    expect(gateway.shop.data.orderRequests).toBe(before);
  });

  it('ask for the permission by name', async () => {
    const without = await gateway.post({ query: '{ orders { id } }' }, bearer(await gateway.issuer.token()));
    expect(without).toMatchObject({ status: 403, errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    expect(without.errors![0]!.message).toContain('order:read');
    const token = await gateway.issuer.token({ permissions: ['order:read'] });
    expect((await gateway.post({ query: '{ orders { id } }' }, bearer(token))).errors).toBeUndefined();
  });

  it('leave public fields, and what is skipped literally, to everyone', async () => {
    const query = '{ products(first: 1) { id cost @skip(if: true) } node(id: "none") { id } __typename }';
    const answer = await gateway.post({ query });
    expect(answer).toMatchObject({ status: 200, data: { products: [{ id: 'prd_0' }], node: null } });
  });
});
