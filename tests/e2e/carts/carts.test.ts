import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AddToCartDocument,
  createClient,
  CreateCartDocument,
  MergeCartDocument,
  ViewerCartDocument,
} from '@bazaar/client';
import { startTestPlatform, type TestPlatform } from '../../support/platform.ts';
import { cartWith, registerPerson } from '../../support/shop.ts';
import { stockedVariants } from '../../support/stock.ts';

describe('carts', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startTestPlatform();
  });
  afterAll(() => platform.stop());

  it('lose no line of a hundred that are added at once', async () => {
    const { client } = await registerPerson(platform.graphqlUrl);
    const variants = await stockedVariants(client, 20);
    const cartId = await cartWith(client, []);

    const results = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        client.data(AddToCartDocument, { input: { cartId, variantId: variants[index % 20]!, quantity: 1 } }),
      ),
    );

    expect(new Set(results.map(({ cartLineAdd }) => cartLineAdd.__typename))).toEqual(
      new Set(['CartLineAddSuccess']),
    );
    const { viewer } = await client.data(ViewerCartDocument, {});
    expect(viewer?.cart?.id).toBe(cartId);
    expect(viewer?.cart?.lines.map(({ quantity }) => quantity)).toEqual(Array.from({ length: 20 }, () => 5));
  });

  it('take what is repeated after a lost answer once', async () => {
    const { client } = await registerPerson(platform.graphqlUrl);
    const [variantId] = await stockedVariants(client, 1);
    const cartId = await cartWith(client, []);
    const key = crypto.randomUUID();
    const add = () =>
      client.execute(
        AddToCartDocument,
        { input: { cartId, variantId: variantId!, quantity: 1 } },
        { 'idempotency-key': key },
      );

    const first = await add();
    const second = await add();

    expect(first).toMatchObject({ data: { cartLineAdd: { line: { quantity: 1 } } } });
    expect(first).not.toHaveProperty('extensions');
    expect(second.data).toEqual(first.data);
    expect(second.extensions).toEqual({ idempotency: { replayed: true, keys: [key] } });
  });

  it('take in what a guest had put into theirs', async () => {
    const guest = createClient({ url: platform.graphqlUrl });
    const { cartCreate } = await guest.data(CreateCartDocument, { input: {} });
    if (cartCreate.__typename !== 'CartCreateSuccess') throw new Error(cartCreate.message);
    const { cartToken, cart } = cartCreate;
    const { client } = await registerPerson(platform.graphqlUrl);
    const [shared, guests, own] = await stockedVariants(client, 3);
    for (const variantId of [shared!, guests!]) {
      await guest.data(AddToCartDocument, { input: { cartId: cart.id, variantId, quantity: 2, cartToken } });
    }
    await cartWith(client, [
      { variantId: shared!, quantity: 1 },
      { variantId: own!, quantity: 1 },
    ]);

    const { cartMerge } = await client.data(MergeCartDocument, {
      input: { cartId: cart.id, cartToken: cartToken! },
    });

    if (cartMerge.__typename !== 'CartMergeSuccess') throw new Error(JSON.stringify(cartMerge));
    const quantities = Object.fromEntries(
      cartMerge.cart.lines.map(({ variant, quantity }) => [variant?.id, quantity]),
    );
    expect(quantities).toEqual({ [shared!]: 3, [guests!]: 2, [own!]: 1 });
  });

  it('open to their token only', async () => {
    const guest = createClient({ url: platform.graphqlUrl });
    const { cartCreate } = await guest.data(CreateCartDocument, { input: {} });
    if (cartCreate.__typename !== 'CartCreateSuccess') throw new Error(cartCreate.message);
    const thief = await registerPerson(platform.graphqlUrl);
    const [variantId] = await stockedVariants(guest, 1);
    for (const cartToken of [undefined, 'guessed', '']) {
      const { cartLineAdd } = await thief.client.data(AddToCartDocument, {
        input: { cartId: cartCreate.cart.id, variantId: variantId!, quantity: 1, cartToken },
      });
      expect(['NotFoundError', 'ValidationError']).toContain(cartLineAdd.__typename);
    }
  });
});
