import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OrderDetailsDocument, ProductListDocument } from '@bazaar/client';
import { eventually } from '@bazaar/testkit';
import { startTestPlatform, type TestPlatform } from '../../support/platform.ts';
import { cartWith, finalOrder, order, registerPerson } from '../../support/shop.ts';
import { stockedVariants } from '../../support/stock.ts';

describe('while a subgraph is down', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startTestPlatform();
  });
  afterAll(() => platform.stop());

  it('payment costs its own fields only, and its orders catch up when it is back', async () => {
    const buyer = await registerPerson(platform.graphqlUrl);
    const [variantId] = await stockedVariants(buyer.client, 1);
    await platform.stopService('payment');

    expect((await buyer.client.execute(ProductListDocument, { first: 5 })).errors).toBeUndefined();
    await cartWith(buyer.client, [{ variantId: variantId!, quantity: 1 }]);
    const id = await order(buyer.client, variantId!);
    const { data, errors } = await buyer.client.execute(OrderDetailsDocument, { id });
    expect(data?.order).toMatchObject({ id, status: 'PENDING', payments: null });
    expect(errors).toHaveLength(1);
    expect(errors![0]).toMatchObject({ extensions: { code: 'DOWNSTREAM_SERVICE_ERROR' } });
    expect(errors![0]!.path?.[0]).toBe('order');
    expect(JSON.stringify(errors)).not.toMatch(/127\.0\.0\.1|localhost|ECONN/);

    await platform.startService('payment');
    expect((await finalOrder(buyer.client, id)).status).toBe('COMPLETED');
  });

  it('notification is missed by nobody, and its mails go out when it is back', async () => {
    const buyer = await registerPerson(platform.graphqlUrl);
    const [variantId] = await stockedVariants(buyer.client, 1);
    await platform.stopService('notification');
    const id = await order(buyer.client, variantId!);
    expect((await finalOrder(buyer.client, id)).status).toBe('COMPLETED');
    await platform.startService('notification');
    await eventually(() =>
      expect(platform.mails().filter(({ to }) => to.includes(buyer.email))).toHaveLength(1),
    );
  });
});
