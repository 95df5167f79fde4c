import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PlaceOrderDocument, ViewerOrdersDocument } from '@bazaar/client';
import { startTestPlatform, type TestPlatform } from '../../support/platform.ts';
import { address, cartWith, finalOrder, placeOrder, registerPerson } from '../../support/shop.ts';
import { stockedVariants } from '../../support/stock.ts';

describe('an idempotency key', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startTestPlatform();
  });
  afterAll(() => platform.stop());

  it('places one order, however often and however parallel it is sent, and answers the same', async () => {
    const { client } = await registerPerson(platform.graphqlUrl);
    const [variantId] = await stockedVariants(client, 1);
    const cartId = await cartWith(client, [{ variantId: variantId!, quantity: 2 }]);
    const idempotencyKey = crypto.randomUUID();

    const answers = await Promise.all(
      Array.from({ length: 50 }, () => placeOrder(client, cartId, { idempotencyKey })),
    );

    const placed = answers.filter(({ __typename }) => __typename === 'OrderPlaceSuccess');
    const waiting = answers.filter(({ __typename }) => __typename === 'IdempotencyInProgressError');
    expect(placed.length + waiting.length).toBe(50);
    const ids = new Set(
      placed.map((answer) => (answer.__typename === 'OrderPlaceSuccess' ? answer.order.id : '')),
    );
    expect(ids.size).toBe(1);
    const { viewer } = await client.data(ViewerOrdersDocument, { first: 10 });
    expect(viewer?.orders?.nodes).toHaveLength(1);

    const [orderId] = ids;
    await finalOrder(client, orderId!);
    const replay = await placeOrder(client, cartId, { idempotencyKey });
    expect(replay).toMatchObject({ __typename: 'OrderPlaceSuccess', order: { id: orderId } });
  });

  it('lets the client see that an answer is the one of before', async () => {
    const { client } = await registerPerson(platform.graphqlUrl);
    const [variantId] = await stockedVariants(client, 1);
    const cartId = await cartWith(client, [{ variantId: variantId!, quantity: 1 }]);
    const idempotencyKey = crypto.randomUUID();
    const input = { cartId, paymentMethod: 'pm_card_visa', shippingAddress: address, idempotencyKey };

    const first = await client.execute(PlaceOrderDocument, { input });
    const second = await client.execute(PlaceOrderDocument, { input });

    expect(first).toMatchObject({ data: { orderPlace: { __typename: 'OrderPlaceSuccess' } } });
    expect(first).not.toHaveProperty('extensions');
    expect(second.data?.orderPlace).toEqual(first.data?.orderPlace);
    expect(second.extensions).toEqual({ idempotency: { replayed: true, keys: [idempotencyKey] } });
  });

  it('refuses another order under the same key', async () => {
    const { client } = await registerPerson(platform.graphqlUrl);
    const [variantId] = await stockedVariants(client, 1);
    const idempotencyKey = crypto.randomUUID();
    const cartId = await cartWith(client, [{ variantId: variantId!, quantity: 1 }]);
    expect((await placeOrder(client, cartId, { idempotencyKey })).__typename).toBe('OrderPlaceSuccess');

    const other = await placeOrder(client, cartId, { idempotencyKey, paymentMethod: 'pm_card_slow' });

    expect(other.__typename).toBe('IdempotencyConflictError');
  });
});
