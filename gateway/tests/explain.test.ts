import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bearer, startTestGateway, type TestGateway } from './support/gateway.ts';
import { testOrder } from './support/shop.ts';

describe('the header bazaar-explain', () => {
  const query = '{ order(id: "ord_1") { status payments { id } } }';
  let gateway: TestGateway;
  let staff: Record<string, string>;
  beforeAll(async () => {
    gateway = await startTestGateway();
    gateway.shop.data.orders.set('ord_1', testOrder('usr_1'));
    staff = bearer(await gateway.issuer.token({ permissions: ['gateway:explain'] }));
  });
  afterAll(() => gateway.stop());

  const explanation = {
    operation: expect.stringContaining('order('),
    queryPlan: expect.stringContaining('QueryPlan'),
    requests: [
      expect.objectContaining({ wave: 0, subgraph: 'order' }),
      expect.objectContaining({ wave: 1, subgraph: 'payment' }),
    ],
  };

  it.each([1, 2])('shows staff the plan beside the answer (time %d)', async () => {
    const { data, extensions } = await gateway.post({ query }, { ...staff, 'bazaar-explain': 'plan' });
    expect(data).toEqual({ order: { status: 'PENDING', payments: [{ id: 'pay_of_ord_1' }] } });
    expect(extensions?.['explain']).toMatchObject(explanation);
  });

  it('shows staff the plan alone, and executes nothing', async () => {
    const mutation = 'mutation { orderRename(id: "ord_1", note: "never") { note } }';
    const { data, extensions } = await gateway.post(
      { query: mutation },
      { ...staff, 'bazaar-explain': 'only' },
    );
    expect(data).toBeNull();
    expect(extensions?.['explain']).toMatchObject({ requests: [{ wave: 0 }] });
    expect(gateway.shop.data.orders.get('ord_1')?.note).not.toBe('never');
  });

  it('is nothing to everyone else, and to an operation that is not valid', async () => {
    const shopper = bearer(await gateway.issuer.token());
    const answer = await gateway.post({ query }, { ...shopper, 'bazaar-explain': 'only' });
    expect(answer.data).toMatchObject({ order: { status: 'PENDING' } });
    expect(answer.extensions).toBeUndefined();
    const invalid = await gateway.post({ query: '{ nothing }' }, { ...staff, 'bazaar-explain': 'plan' });
    expect(invalid.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(invalid.extensions).toBeUndefined();
  });
});
