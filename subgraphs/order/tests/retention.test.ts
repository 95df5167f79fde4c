import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { prune } from '@bazaar/messaging';
import { readEnv, toConfig } from '../src/config.ts';
import { retentionRules } from '../src/data/retention.ts';
import { customer, guest, startOrder, type Shop } from './harness.ts';
import { fill, place, run } from './operations.ts';

const dayMs = 24 * 60 * 60_000;

describe('retention of orders and carts', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await startOrder();
  }, 60_000);
  afterAll(() => shop?.stop());

  const pruneIn = (days: number) => {
    const config = toConfig(readEnv({ DATABASE_URL: 'postgres://localhost/any' }));
    const now = () => new Date(Date.now() + days * dayMs);
    return prune({ pool: shop.pool, rules: retentionRules(config.retentionDays), now });
  };
  const idsOf = async (table: string) =>
    (await shop.pool.query<{ id: string }>(`SELECT id FROM ${table}`)).rows.map(({ id }) => id);

  it("deletes a guest's cart a month after its last change, and keeps customers' carts and all orders", async () => {
    const ada = customer();
    const { variantId } = await shop.sell();
    const order = await place(shop, ada, variantId);
    const own = await fill(shop, ada, variantId);
    const { cart, cartToken } = await run(shop, 'cartCreate', {}, guest);
    await run(shop, 'cartLineAdd', { cartId: cart.id, cartToken, variantId, quantity: 1 }, guest);

    expect(await pruneIn(29)).toEqual({});
    expect(await pruneIn(31)).toEqual({ cart: 1 });
    expect(await idsOf('cart')).toEqual([own.id]);
    expect(await idsOf('cart_line')).toHaveLength(1);
    expect(await pruneIn(10_000)).toEqual({});
    expect(await idsOf('customer_order')).toEqual([order.id]);
    expect(await idsOf('order_line')).toHaveLength(1);
  });
});
