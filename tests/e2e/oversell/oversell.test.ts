import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@bazaar/testkit';
import { startTestPlatform, type TestPlatform } from '../../support/platform.ts';
import {
  cartWith,
  finalOrder,
  placeOrder,
  registerPerson,
  type Order,
  type Person,
} from '../../support/shop.ts';
import { levels, movements, setAvailable, stockedVariants } from '../../support/stock.ts';

describe('two hundred buyers of ten pieces', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await startTestPlatform();
  });
  afterAll(() => platform.stop());

  it('end in exactly ten confirmed orders, and the stock is in balance', async () => {
    const staff = await platform.staff();
    const [variantId] = await stockedVariants(staff.client, 1);
    await setAvailable(staff.client, variantId!, 10);
    const before = await levels(staff.client, variantId!);
    const buyers: Person[] = [];
    const carts: string[] = [];
    for (let batch = 0; batch < 10; batch += 1) {
      const some = await Promise.all(Array.from({ length: 20 }, () => registerPerson(platform.graphqlUrl)));
      buyers.push(...some);
      const lines = [{ variantId: variantId!, quantity: 1 }];
      carts.push(...(await Promise.all(some.map(({ client }) => cartWith(client, lines)))));
    }

    const placed = await Promise.all(
      buyers.map(({ client }, index) => {
        const idempotencyKey = crypto.randomUUID();
        // A buyer who gets no answer on a slow machine asks again: it is the same order.
        return eventually(() => placeOrder(client, carts[index]!, { idempotencyKey }), {
          timeoutMs: 120_000,
        });
      }),
    );

    const refusals = placed.filter(({ __typename }) => __typename !== 'OrderPlaceSuccess');
    expect(new Set(refusals.map(({ __typename }) => __typename))).toEqual(
      new Set(refusals.length > 0 ? ['InsufficientStockError'] : []),
    );
    // One after the other: two hundred who ask every second would take the machine from what they wait for.
    const orders: Order[] = [];
    for (const [index, result] of placed.entries()) {
      if (result.__typename !== 'OrderPlaceSuccess') continue;
      orders.push(await finalOrder(buyers[index]!.client, result.order.id, 300_000));
    }
    const statuses = orders.map(({ status }) => status);
    expect(statuses.filter((status) => status === 'COMPLETED')).toHaveLength(10);
    expect(statuses.filter((status) => status === 'REJECTED')).toHaveLength(orders.length - 10);
    for (const rejected of orders.filter(({ status }) => status === 'REJECTED')) {
      expect(rejected.rejectionReason).toContain('STOCK');
    }

    const after = await eventually(async () => {
      const now = await levels(staff.client, variantId!);
      expect(now.reduce((sum, level) => sum + level.reserved, 0)).toBe(0);
      return now;
    });
    const total = (key: 'onHand' | 'allocated', of: typeof after) =>
      of.reduce((sum, level) => sum + level[key], 0);
    expect(total('allocated', after) - total('allocated', before)).toBe(10);
    expect(total('onHand', after)).toBe(total('onHand', before));
    for (const level of after) expect(level.reserved + level.allocated).toBeLessThanOrEqual(level.onHand);
    expect((await movements(staff.client, variantId!)).length).toBeGreaterThan(0);
  }, 480_000);
});
