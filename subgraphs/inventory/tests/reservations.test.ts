import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@bazaar/kit';
import { eventually } from '@bazaar/testkit';
import { inventoryReserveStockV1 } from '@bazaar/events';
import {
  adjust,
  berlin,
  commit,
  extend,
  lyon,
  release,
  reserve,
  restock,
  startInventory,
} from './harness.ts';

let inventory: Awaited<ReturnType<typeof startInventory>>;
beforeAll(async () => {
  inventory = await startInventory();
}, 60_000);
afterAll(() => inventory?.stop());
afterEach(() => inventory.assertLedger());

const types = (replies: { type: string; cause?: string }[]) =>
  replies.map(({ type, cause }) => (cause ? `${type} ${cause}` : type));
const total = async (variantId: string) => {
  const levels = await inventory.levels(variantId);
  const sum = (balance: 'onHand' | 'reserved' | 'allocated' | 'backordered') =>
    levels.reduce((all, level) => all + level[balance], 0);
  return {
    onHand: sum('onHand'),
    reserved: sum('reserved'),
    allocated: sum('allocated'),
    backordered: sum('backordered'),
  };
};

describe('reserving stock', () => {
  it('lets exactly 10 of 200 simultaneous buyers of 10 units have one', async () => {
    const variantId = await inventory.variant(6, 4);
    const orders = Array.from({ length: 200 }, () => newId('Order'));
    await inventory.command(
      orders.map((orderId) => ({
        contract: inventoryReserveStockV1,
        orderId,
        data: reserve([[variantId, 1]]).data,
      })),
    );
    const replies = await eventually(
      async () => {
        const all = await inventory.repliesOf(...orders);
        expect(all).toHaveLength(200);
        return all;
      },
      { timeoutMs: 30_000 },
    );
    expect(replies.filter((reply) => reply.type === 'stock-reserved')).toHaveLength(10);
    for (const reply of replies.filter((each) => each.type === 'stock-rejected')) {
      expect(reply.shortages).toEqual([{ variantId, requested: 1, available: 0 }]);
    }
    expect(await total(variantId)).toEqual({ onHand: 10, reserved: 10, allocated: 0, backordered: 0 });
    const events = await inventory.eventsOf(variantId, 'availability-changed');
    expect(events.map((event) => event['version'])).toEqual(events.map((_, index) => index + 1));
    expect(events.at(-1)).toMatchObject({ available: 0 });
  }, 60_000);

  it('holds all lines or none, and checks two lines of one variant as their sum', async () => {
    const [plenty, scarce] = [await inventory.variant(50), await inventory.variant(3)];
    const [reply] = await inventory.tell(
      newId('Order'),
      reserve([
        [plenty, 1],
        [scarce, 2],
        [scarce, 2],
      ]),
    );
    expect(reply).toMatchObject({
      type: 'stock-rejected',
      shortages: [{ variantId: scarce, requested: 4, available: 3 }],
    });
    expect((await total(plenty)).reserved).toBe(0);
    expect((await total(scarce)).reserved).toBe(0);
  });

  it('takes from the first location first and from several where one is not enough', async () => {
    const variantId = await inventory.variant(2, 5);
    await inventory.tell(newId('Order'), reserve([[variantId, 4]]));
    const levels = await inventory.levels(variantId);
    expect(levels.find((level) => level.location === berlin)?.reserved).toBe(2);
    expect(levels.find((level) => level.location === lyon)?.reserved).toBe(2);
  });

  it('rejects a variant that nobody knows', async () => {
    const variantId = newId('ProductVariant');
    const [reply] = await inventory.tell(newId('Order'), reserve([[variantId, 1]]));
    expect(reply).toMatchObject({ shortages: [{ variantId, requested: 1, available: 0 }] });
  });

  it('is done once, however often it is commanded, also with two orders that want the same variants crosswise', async () => {
    const [a, b] = [await inventory.variant(100), await inventory.variant(100)];
    const orders = Array.from({ length: 40 }, () => newId('Order'));
    await Promise.all(
      orders.map((orderId, index) => {
        const wish = reserve(
          index % 2 === 0
            ? [
                [a, 1],
                [b, 1],
              ]
            : [
                [b, 1],
                [a, 1],
              ],
        );
        return inventory.tell(orderId, wish, wish);
      }),
    );
    expect((await total(a)).reserved).toBe(40);
    expect((await total(b)).reserved).toBe(40);
    const { rows } = await inventory.pool.query(
      'SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()',
    );
    expect(rows).toEqual([{ deadlocks: 0 }]);
  }, 30_000);
});

describe('the end of a hold', () => {
  it('by commit is an allocation, done once', async () => {
    const variantId = await inventory.variant(5);
    const replies = await inventory.tell(newId('Order'), reserve([[variantId, 2]]), commit, commit);
    expect(types(replies)).toEqual(['stock-reserved', 'stock-committed', 'stock-committed']);
    expect(await total(variantId)).toEqual({ onHand: 5, reserved: 0, allocated: 2, backordered: 0 });
  });

  it('by release gives everything back, done once', async () => {
    const variantId = await inventory.variant(5);
    const replies = await inventory.tell(newId('Order'), reserve([[variantId, 2]]), release, release);
    expect(types(replies)).toEqual(['stock-reserved', 'stock-released RELEASED', 'stock-released NONE_HELD']);
    expect(await total(variantId)).toEqual({ onHand: 5, reserved: 0, allocated: 0, backordered: 0 });
  });

  it('by a cancellation gives the allocation back, done once', async () => {
    const variantId = await inventory.variant(5);
    const replies = await inventory.tell(newId('Order'), reserve([[variantId, 2]]), commit, restock, restock);
    expect(types(replies).slice(2)).toEqual(['stock-released RESTOCKED', 'stock-released NONE_HELD']);
    expect(await total(variantId)).toEqual({ onHand: 5, reserved: 0, allocated: 0, backordered: 0 });
  });

  it('that comes before its beginning leaves nothing held', async () => {
    const variantId = await inventory.variant(5);
    const replies = await inventory.tell(newId('Order'), release, reserve([[variantId, 2]]));
    expect(types(replies)).toEqual(['stock-released NONE_HELD', 'stock-rejected']);
    const crossed = await inventory.tell(newId('Order'), reserve([[variantId, 2]]), restock, commit);
    expect(types(crossed)).toEqual(['stock-reserved', 'stock-released RELEASED', 'stock-committed']);
    expect(await total(variantId)).toEqual({ onHand: 5, reserved: 0, allocated: 0, backordered: 0 });
  });

  it('by time comes within five seconds, is told to the checkout, and frees the units', async () => {
    const variantId = await inventory.variant(5);
    const orderId = newId('Order');
    await inventory.tell(orderId, reserve([[variantId, 5]], 300));
    await eventually(
      async () =>
        expect(types(await inventory.repliesOf(orderId))).toEqual([
          'stock-reserved',
          'stock-released EXPIRED',
        ]),
      { timeoutMs: 5_000 },
    );
    expect(await total(variantId)).toEqual({ onHand: 5, reserved: 0, allocated: 0, backordered: 0 });
    expect((await inventory.eventsOf(variantId, 'availability-changed')).at(-1)).toMatchObject({
      available: 5,
    });
  });

  it('by time is put off by an extension', async () => {
    const variantId = await inventory.variant(5);
    const orderId = newId('Order');
    await inventory.tell(orderId, reserve([[variantId, 5]], 400), extend(60_000));
    const other = newId('Order');
    await inventory.tell(other, reserve([[await inventory.variant(1), 1]], 800));
    await eventually(async () => expect(await inventory.repliesOf(other)).toHaveLength(2));
    expect(types(await inventory.repliesOf(orderId))).toEqual(['stock-reserved']);
    expect((await total(variantId)).reserved).toBe(5);
  });
});

describe('low stock', () => {
  it('is told once per crossing', async () => {
    const variantId = await inventory.variant(20);
    for (let sale = 0; sale < 8; sale += 1) await inventory.tell(newId('Order'), reserve([[variantId, 2]]));
    expect(await inventory.eventsOf(variantId, 'low-stock')).toEqual([
      { variantId, available: 4, threshold: 5 },
    ]);
  });
});

describe('stock that is taken away during a checkout', () => {
  it('ends the newest holds, and their checkouts hear of it', async () => {
    const variantId = await inventory.variant(5);
    const [older, newer] = [newId('Order'), newId('Order')];
    await inventory.tell(older, reserve([[variantId, 2]]));
    await inventory.tell(newer, reserve([[variantId, 2]]));
    const result = await adjust(inventory.ask, { variantId, locationId: berlin, delta: -3 });
    expect(result.level).toMatchObject({ onHand: 2, reserved: 2, available: 0 });
    await eventually(async () =>
      expect(types(await inventory.repliesOf(newer))).toEqual(['stock-reserved', 'stock-released EXPIRED']),
    );
    expect(types(await inventory.repliesOf(older))).toEqual(['stock-reserved']);
  });

  it('cannot be what is sold already', async () => {
    const variantId = await inventory.variant(5);
    await inventory.tell(newId('Order'), reserve([[variantId, 2]]), commit);
    const input = { variantId, locationId: berlin, delta: -4 };
    expect(await adjust(inventory.ask, input)).toMatchObject({
      __typename: 'ValidationError',
      path: ['delta'],
    });
    expect(await total(variantId)).toEqual({ onHand: 5, reserved: 0, allocated: 2, backordered: 0 });
  });
});
