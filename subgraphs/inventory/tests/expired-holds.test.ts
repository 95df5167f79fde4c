import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@bazaar/kit';
import { eventually } from '@bazaar/testkit';
import { berlin, commit, release, reserve, startInventory } from './harness.ts';

// Neither timer nor sweep comes in time here: what holds is what the commands themselves find.
let inventory: Awaited<ReturnType<typeof startInventory>>;
beforeAll(async () => {
  inventory = await startInventory({ sweepIntervalMs: 3_600_000 });
}, 60_000);
afterAll(() => inventory?.stop());
afterEach(() => inventory.assertLedger());

/** A hold that has run out, and that nobody has swept. */
const expiredHold = async (variantId: string, quantity: number) => {
  const orderId = newId('Order');
  await inventory.tell(orderId, reserve([[variantId, quantity]]));
  await inventory.pool.query(
    `UPDATE stock_reservation SET expires_at = now() - interval '1 second' WHERE order_id = $1`,
    [orderId],
  );
  return orderId;
};
const availability = async (variantId: string) => {
  const { data } = await inventory.ask(
    `query ($all: [_Any!]!) { _entities(representations: $all) { ... on ProductVariant { availability { available inStock } } } }`,
    { all: [{ __typename: 'ProductVariant', id: variantId }] },
  );
  return data._entities[0].availability;
};

describe('a hold that ran out and is not swept yet', () => {
  it('does not count: the units are shown, and sold to the next', async () => {
    const variantId = await inventory.variant(3);
    await expiredHold(variantId, 3);
    expect(await availability(variantId)).toEqual({ available: 3, inStock: true });
    const { data } = await inventory.ask(
      'query ($ids: [ID!]!) { stockLevels(variantIds: $ids) { available } }',
      {
        ids: [variantId],
      },
    );
    expect(data.stockLevels).toEqual([{ available: 3 }]);
    const [reply] = await inventory.tell(newId('Order'), reserve([[variantId, 2]]));
    expect(reply).toMatchObject({ type: 'stock-reserved' });
    expect(await availability(variantId)).toEqual({ available: 1, inStock: true });
  });

  it('is taken again when its order is confirmed late', async () => {
    const variantId = await inventory.variant(3);
    const orderId = await expiredHold(variantId, 2);
    await inventory.tell(newId('Order'), reserve([[variantId, 1]]));
    const [reply] = await inventory.tell(orderId, commit);
    expect(reply).toMatchObject({ type: 'stock-committed' });
    expect(await inventory.levels(variantId)).toMatchObject([{ reserved: 1, allocated: 2, backordered: 0 }]);
  });

  it('becomes a debt that is shouted about when its units are gone, and a cancellation settles it', async () => {
    const variantId = await inventory.variant(3);
    const orderId = await expiredHold(variantId, 2);
    await inventory.tell(newId('Order'), reserve([[variantId, 2]]));
    const [reply] = await inventory.tell(orderId, commit);
    expect(reply).toMatchObject({ type: 'stock-committed' });
    expect(await inventory.levels(variantId)).toMatchObject([
      { location: berlin, onHand: 3, reserved: 2, allocated: 1, backordered: 1 },
    ]);
    expect(inventory.alerts).toContainEqual({
      alert: 'inventory.backorder',
      orderId,
      missing: [{ variantId, quantity: 1 }],
    });
    const [released] = await inventory.tell(orderId, release);
    expect(released).toMatchObject({ type: 'stock-released', cause: 'RESTOCKED' });
    expect(await inventory.levels(variantId)).toMatchObject([{ reserved: 2, allocated: 0, backordered: 0 }]);
  });

  it('is given back only once, by release or by the next buyer', async () => {
    const variantId = await inventory.variant(3);
    const orderId = await expiredHold(variantId, 3);
    await inventory.tell(newId('Order'), reserve([[variantId, 1]]));
    const [reply] = await inventory.tell(orderId, release);
    expect(reply).toMatchObject({ type: 'stock-released', cause: 'RELEASED' });
    expect(await inventory.levels(variantId)).toMatchObject([{ onHand: 3, reserved: 1 }]);
  });
});

describe('an order that was never reserved', () => {
  it('is not committed in silence: the command becomes a dead letter', async () => {
    const orderId = newId('Order');
    await inventory.command([{ contract: commit.contract, orderId }]);
    await eventually(async () => {
      const { rows } = await inventory.pool.query('SELECT reason FROM messaging.dead_letter WHERE key = $1', [
        orderId,
      ]);
      expect(rows).toEqual([{ reason: 'poison' }]);
    });
  });
});
